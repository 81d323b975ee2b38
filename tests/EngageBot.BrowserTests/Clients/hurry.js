// Shortens the client's own long waits and nothing else: 15 minutes between two tokens become one second, the 3 to 15 seconds
// before a reconnect a twentieth. The client itself is not touched.
(() => {
  const hurried = ms => (ms >= 900_000 ? 1_000 : ms >= 3_000 && ms < 20_000 ? ms / 20 : ms);
  for (const name of ['setTimeout', 'setInterval']) {
    const original = globalThis[name];
    globalThis[name] = (work, ms, ...rest) => original(work, hurried(ms), ...rest);
  }
})();
