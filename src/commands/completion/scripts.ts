export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * What a shell has to be told. Each script asks the program itself what could come next, so that there is one
 * answer for all shells: a line with the kind, then lines of `value TAB description`. Without a terminal, the
 * program asks for no password.
 */
export const scripts: Readonly<Record<Shell, string>> = {
  // Bash splits words at ":" and "=" too, which belong to `latest:LABEL` and `--option=value`.
  bash: String.raw`_secure_client() {
    local word before='' current line
    local -a words=() lines=()
    for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ ( $word == [:=]* || $before == *[:=] ) && \${#words[@]} -gt 0 ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
        before=$word
    done
    current=\${words[-1]}
    mapfile -t lines < <(secure-client __complete -- "\${words[@]}" 2>/dev/null </dev/null)
    local split=\${current%"\${current##*[:=]}"}
    COMPREPLY=()
    case \${lines[0]-} in
        files)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "\${current#"$split"}")
            ;;
        folders)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -d -- "\${current#"$split"}")
            ;;
        values)
            for line in "\${lines[@]:1}"; do
                line=\${line%%$'\t'*}
                COMPREPLY+=("\${line#"$split"}")
            done
            ;;
    esac
}
complete -F _secure_client secure-client
`.replaceAll('\\$', '$'),
  zsh: String.raw`#compdef secure-client
_secure_client() {
    local line
    local -a lines values
    lines=("\${(@f)$(secure-client __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)}")
    case $lines[1] in
        files)
            compset -P '--*='
            _files
            ;;
        folders)
            compset -P '--*='
            _files -/
            ;;
        values)
            for line in "\${(@)lines[2,-1]}"; do
                values+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}")
            done
            _describe 'secure-client' values
            ;;
    esac
}
if [[ $funcstack[1] == _secure_client ]]; then
    _secure_client "$@"
else
    compdef _secure_client secure-client
fi
`.replaceAll('\\$', '$'),
  fish: String.raw`function __secure_client_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (secure-client __complete -- $words[2..-1] "$current" 2>/dev/null </dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
        case values
            printf '%s\n' $lines[2..-1]
    end
end
complete -c secure-client -f -a '(__secure_client_complete)'
`,
};
