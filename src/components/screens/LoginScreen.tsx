import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { fieldWindow } from '../layout/fieldWindow.ts';
import { footerLine } from '../layout/footerLine.ts';
import { loginHeader } from '../layout/headerLines.ts';
import { ruleLine } from '../layout/listLines.ts';
import { loginLayout } from '../layout/loginLayout.ts';
import {
  fieldHint,
  fieldLabel,
  fieldProblem,
  fieldWidth,
  formWidth,
  isMasked,
  type LoginRow,
} from '../layout/loginRows.ts';
import type { LoginField } from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { Dialog } from '../widgets/Dialog.tsx';
import { Line } from '../widgets/Line.tsx';
import { TextBox } from '../widgets/TextBox.tsx';

/** Where to connect, and as whom. */
export function LoginScreen({ state }: { readonly state: State }): ReactElement {
  const { columns, rows: windowRows } = state.size;
  const { rows, left, top } = loginLayout(state);
  return (
    <Box width={columns} height={windowRows} flexDirection="column" overflow="hidden">
      <Line data={{ segments: loginHeader(state) }} width={columns} />
      <Line data={ruleLine(state)} width={columns} />
      <Box position="absolute" left={left} top={top} flexDirection="column">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of the form have no identity but their place
          <FormRow key={index} row={row} state={state} />
        ))}
      </Box>
      <Box position="absolute" left={0} top={windowRows - 1}>
        <Line data={footerLine(state)} width={columns} />
      </Box>
      <Dialog state={state} />
    </Box>
  );
}

function FormRow({ row, state }: { readonly row: LoginRow; readonly state: State }): ReactElement {
  if (row.kind === 'line') return <Line data={row.line} width={formWidth(state)} />;
  return <Field name={row.name} state={state} />;
}

function Field({ name, state }: { readonly name: LoginField; readonly state: State }): ReactElement {
  const masked = isMasked(state, name);
  return (
    <Box>
      <Text>
        <Line data={{ segments: fieldLabel(state, name) }} width={formWidth(state)} />
      </Text>
      <TextBox
        window={fieldWindow(state.login.fields[name], fieldWidth(state), masked)}
        width={fieldWidth(state)}
        isMasked={masked}
        placeholder={fieldHint(state, name)}
      />
      <Line data={{ segments: fieldProblem(state, name) }} width={formWidth(state)} />
    </Box>
  );
}
