import { SlipwayError } from '../../../contract/errors.ts';
import { shownUrl } from './shown-url.ts';

/** Where a redirect leads. Errors: `image/server-refused` for anything but http(s), and for a step down from https to http. */
export function redirectTarget(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined || (to.protocol !== 'http:' && to.protocol !== 'https:')) {
    throw new SlipwayError('image/server-refused', `${shownUrl(from.href)} redirects to something that is no web address.`);
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new SlipwayError('image/server-refused', `${shownUrl(from.href)} redirects from https to plain http.`);
  }
  return to;
}
