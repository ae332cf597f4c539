/** Stands for packages that the bundle refers to and never uses. */
export default {};
