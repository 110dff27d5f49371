import type { ReactElement, ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

type Variant = 'plain' | 'primary' | 'danger' | 'quiet';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'isPending'> {
  /** What the last press began is still under way: keeps the focus, and takes no further press. */
  readonly busy?: boolean;
  readonly variant?: Variant;
  readonly size?: 'normal' | 'small' | 'icon';
  readonly children: ReactNode;
}

const classOf = (variant: Variant, size: string): string =>
  ['btn', variant === 'plain' ? '' : `btn-${variant}`, size === 'normal' ? '' : `btn-${size}`].filter(Boolean).join(' ');

/** react-aria's own `isPending` announces the button by its id, which is gone when the press leads to another page. */
export function Button({ variant = 'plain', size = 'normal', busy = false, onPress, ...props }: ButtonProps): ReactElement {
  const press = busy || onPress === undefined ? {} : { onPress };
  return <AriaButton {...props} {...press} className={classOf(variant, size)} {...(busy ? { 'aria-disabled': true } : {})} />;
}

interface LinkButtonProps {
  readonly href: string;
  readonly variant?: Variant;
  readonly size?: 'normal' | 'small';
  readonly children: ReactNode;
}

/** A link that looks like a button: going somewhere is a link, doing something is a button. */
export function LinkButton({ href, variant = 'plain', size = 'normal', children }: LinkButtonProps): ReactElement {
  return (
    <a href={href} className={classOf(variant, size)}>
      {children}
    </a>
  );
}

interface NextLinkProps {
  readonly href: string;
  readonly label: string;
  /** Why one cannot go on yet; undefined when one can. */
  readonly obstacle: string | undefined;
}

/** The way on. While there is an obstacle it is a disabled button beside the reason. */
export function NextLink({ href, label, obstacle }: NextLinkProps): ReactElement {
  if (obstacle === undefined)
    return (
      <LinkButton href={href} variant="primary">
        {label}
      </LinkButton>
    );
  return (
    <>
      <span className="sub">{obstacle}</span>
      <Button variant="primary" isDisabled>
        {label}
      </Button>
    </>
  );
}
