/** Style sheets are imported for their side effect: esbuild writes them into dist/webview/*.css. */
declare module '*.css';
