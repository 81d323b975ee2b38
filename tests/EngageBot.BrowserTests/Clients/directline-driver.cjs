// Drives Microsoft's directlinejs, unmodified, under Node: commands come in as lines of JSON, what the client says goes out as lines.
'use strict';
const readline = require('node:readline');
const [, , directLinePath, wsPath, hurryPath] = process.argv;
const say = what => process.stdout.write(JSON.stringify(what) + '\n');

// What browsers have and Node has not: XMLHttpRequest over fetch, as far as RxJS's ajax uses it.
class XMLHttpRequest {
  readyState = 0; status = 0; response = null; responseType = ''; timeout = 0; #headers = {}; #received = new Headers(); #abort = new AbortController();
  open(method, url) { this.method = method; this.url = url; this.readyState = 1; }
  setRequestHeader(name, value) { this.#headers[name] = value; }
  getResponseHeader(name) { return this.#received.get(name); }
  getAllResponseHeaders() { return [...this.#received].map(([name, value]) => `${name}: ${value}`).join('\r\n'); }
  abort() { this.#abort.abort(); }
  async send(body) {
    const late = this.timeout > 0 ? setTimeout(() => this.#abort.abort('late'), this.timeout) : undefined;
    try {
      const answer = await fetch(this.url, { method: this.method, headers: this.#headers, body: body ?? undefined, signal: this.#abort.signal });
      const bytes = await answer.arrayBuffer();
      this.#received = answer.headers;
      this.status = answer.status;
      this.responseText = this.responseType === 'arraybuffer' ? '' : new TextDecoder().decode(bytes);
      this.response = this.responseType === 'arraybuffer' ? bytes : this.responseType === 'json' ? parse(this.responseText) : this.responseText;
    } catch {
      this.status = 0;
    }
    clearTimeout(late);
    if (this.#abort.signal.aborted && this.#abort.signal.reason !== 'late') return;
    if (this.url.startsWith('http')) say({ call: `${this.method} ${new URL(this.url).pathname.replace(/^.*\/directline/, '')}`, status: this.status });
    this.readyState = 4;
    if (this.#abort.signal.aborted) this.ontimeout?.();
    else this.onreadystatechange?.();
    if (this.status === 0) this.onerror?.(new Error('network'));
    else this.onload?.();
  }
}
const parse = text => { try { return JSON.parse(text); } catch { return null; } };

globalThis.self = globalThis;
globalThis.XMLHttpRequest = XMLHttpRequest;
globalThis.WebSocket = require(wsPath);
require(hurryPath);
const { DirectLine } = require(directLinePath);

let client;
const commands = {
  connect({ options }) {
    client?.end();
    const mine = (client = new DirectLine(options));
    client.connectionStatus$.subscribe(status => mine === client && say({ status }));
    client.activity$.subscribe(activity => mine === client && say({ activity }), () => {});
  },
  post({ activity, nr }) {
    client.postActivity(activity).subscribe(id => say({ posted: id, nr }), error => say({ failed: error.status ?? String(error), nr }));
  },
  picture({ text, name, base64, nr }) {
    const contentUrl = URL.createObjectURL(new Blob([Buffer.from(base64, 'base64')], { type: 'image/png' }));
    commands.post({ nr, activity: { type: 'message', text, from: { id: 'me' }, attachments: [{ contentType: 'image/png', contentUrl, name }] } });
  },
  end() { client.end(); },
};
readline.createInterface({ input: process.stdin }).on('line', line => {
  const command = JSON.parse(line);
  commands[command.do](command);
}).on('close', () => process.exit(0));
