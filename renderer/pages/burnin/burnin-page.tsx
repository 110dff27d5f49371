import type { ReactElement } from 'react';

export const BurninPage = ({ dir }: { readonly dir: string }): ReactElement => <p>{dir}</p>;
