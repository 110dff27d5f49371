/** The version of package.json, put in by the build. */
declare const __SLIPWAY_VERSION__: string;
