'use strict';
// Our own light client of Direct Line 3.0: stream first, polling where sockets do not get through, history by watermark.

const $ = id => document.getElementById(id);
const log = $('log'), list = $('list'), words = $('words'), base = '/directline';
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const keep = {
  read(store, key) { try { return store.getItem(key); } catch { return null; } },
  write(store, key, value) { try { value === null ? store.removeItem(key) : store.setItem(key, value); } catch { /* a private window keeps nothing */ } },
};

let lang = keep.read(localStorage, 'lang') || (navigator.languages || []).map(l => l.slice(0, 2)).find(l => texts[l]) || 'en';
let t = texts[lang] || texts.en;
let chat = JSON.parse(keep.read(sessionStorage, 'chat') || 'null');   // {conversationId, token, userId, shop, member}
const invited = new URLSearchParams(location.search).get('ref');   // whose link was followed
const works = new URLSearchParams(location.search).get('staff');    // the staff's page sends its people on with a link for this browser
if (works) {                                                         // used once: it stays neither in the address nor behind an older chat
  history.replaceState(null, '', location.pathname);
  chat = null;
}
let visit = 0;                      // counts chats of this page, so that answers of a left one are dropped
let watermark = '', seen = new Set(), waiting = new Map(), demo = [], last = null, lastDay = '', choices = null, hidden = new Set();
let socket = null, polling = false, deaf = 0, pause = 0, typingTimer = 0, refreshTimer = 0, switchTo = null, joined = false, pinned = true;

const save = () => keep.write(sessionStorage, 'chat', chat && JSON.stringify(chat));
const sleep = ms => new Promise(done => setTimeout(done, ms));

// ---- the wire ------------------------------------------------------------------------------------------------------

async function call(method, path, body, extra) {
  const headers = chat && chat.token ? { authorization: 'Bearer ' + chat.token } : {};
  if (typeof body === 'string') headers['content-type'] = 'application/json';
  const response = await fetch(path, { method, headers, body, signal: AbortSignal.timeout(20000), ...extra });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
  return answer;
}

// A token that ended while the laptop slept is renewed once.
async function callRenewing(...request) {
  try {
    return await call(...request);
  } catch (refused) {
    if (refused.status !== 403) throw refused;
    take(await call('POST', '/chat/token', JSON.stringify({ token: chat.token })));
    return call(...request);
  }
}

function take(answer) {
  chat = { ...chat, ...answer };
  save();
}

async function open(member) {
  let mine = ++visit;
  const other = () => mine !== visit;
  for (;;) {
    try {
      show('connecting');
      let answer;
      if (chat) {
        answer = await callRenewing('GET', `${base}/conversations/${chat.conversationId}?watermark=${watermark}`);
      } else {
        const fresh = await call('POST', '/chat/token', JSON.stringify(member ? { member } : {}));
        if (other()) return;
        take({ ...fresh, member: member || '' });
        answer = await call('POST', base + '/conversations', JSON.stringify({ locale: lang, ...(works ? { payload: works } : invited && { payload: 'ref_' + invited }) }));
      }
      if (other()) return;
      take({ token: answer.token });
      joined = true;
      paint();
      clearInterval(refreshTimer);
      refreshTimer = setInterval(() => callRenewing('POST', base + '/tokens/refresh').then(r => !other() && take({ token: r.token }), () => {}), 15 * 60000);
      return listen(answer.streamUrl, mine);
    } catch (refused) {
      if (other()) return;
      if (chat && [400, 403, 404].includes(refused.status)) {         // the conversation is over: begin anew
        member = chat.member;
        reset();
        mine = visit;
        continue;
      }
      if (refused.status && refused.status < 500 && refused.status !== 429) return giveUp();
      show(navigator.onLine ? 'connecting' : 'offline');
      await backOff();
      if (other()) return;
    }
  }
}

const backOff = () => sleep(Math.min(15000, 500 * 2 ** pause++) * (0.75 + Math.random() / 2));

function listen(streamUrl, mine) {
  if (deaf >= 2) return poll(mine);
  const url = new URL(streamUrl);
  let heard = false;
  const mySocket = socket = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + url.pathname + url.search);
  const awake = setInterval(() => mySocket.readyState === 1 && mySocket.send(''), 20000);
  mySocket.onopen = () => { heard = true; deaf = pause = 0; connected(); };
  mySocket.onmessage = frame => { if (frame.data && mine === visit) receive(JSON.parse(frame.data)); };
  mySocket.onclose = async () => {
    clearInterval(awake);
    if (mine !== visit) return;
    if (!heard && navigator.onLine) deaf++;
    show(navigator.onLine ? 'connecting' : 'offline');
    await backOff();
    if (mine === visit) open();
  };
}

async function poll(mine) {
  polling = true;
  while (mine === visit) {
    try {
      const set = await callRenewing('GET', `${base}/conversations/${chat.conversationId}/activities?watermark=${watermark}`);
      if (mine !== visit) return;
      pause = 0;
      connected();
      receive(set);
      await sleep(document.hidden ? 5000 : 1000);
    } catch (refused) {
      if ([403, 404].includes(refused.status)) return open();
      show(navigator.onLine ? 'connecting' : 'offline');
      await backOff();
    }
  }
}

function connected() {
  show('online');
  for (const message of waiting.values()) if (message.lost) post(message);
  setTimeout(() => log.setAttribute('aria-busy', 'false'), 400);
}

function receive(set) {
  for (const activity of set.activities || []) {
    if (activity.id && seen.has(activity.id)) continue;
    if (activity.id) seen.add(activity.id);
    handle(activity);
  }
  if (set.watermark) watermark = set.watermark;
}

// ---- sending -------------------------------------------------------------------------------------------------------

function say(text) {
  send({ type: 'message', text, textFormat: 'plain' }, text);
}

function tap(button, label, token) {
  send({ type: 'message', text: token, channelData: { postBack: true, label } }, label, button);
}

function send(activity, label, button) {
  const id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  activity = { ...activity, locale: lang, localTimestamp: new Date().toISOString(), from: { id: chat ? chat.userId : '' }, channelData: { ...activity.channelData, clientActivityID: id } };
  const message = { id, body: JSON.stringify(activity), button, quiet: activity.channelData.quiet, hides: activity.channelData.quiet && !activity.channelData.postBack };
  waiting.set(id, message);
  if (!message.quiet) {
    message.node = bubble('user', label, new Date());
    mark(message, 'waiting', t.sending);
    toBottom();
  }
  post(message);
}

async function post(message) {
  message.lost = false;
  if (message.node) mark(message, 'waiting', t.sending);
  if (!joined) return lose(message);
  expectAnswer();
  try {
    const path = `${base}/conversations/${chat.conversationId}/`;
    const answer = message.form ? await callRenewing('POST', path + 'upload', message.form) : await callRenewing('POST', path + 'activities', message.body);
    settle(message, answer.id);
  } catch (refused) {
    if (!waiting.has(message.id)) return;
    stopTyping();
    if (!refused.status || refused.status >= 500) return lose(message);
    fail(message, refused.status === 429 ? t.fast : refused.status === 413 ? t.big : t.failed);
  }
}

// Without a connection it goes by itself later; the same bytes again are the same message to the server.
function lose(message) {
  message.lost = true;
  message.tries = (message.tries || 0) + 1;
  stopTyping();
  fail(message, t.failed);
  // A server that cannot write now (a full disk) keeps the line open, so no reconnect would send it.
  setTimeout(() => waiting.has(message.id) && message.lost && joined && post(message), Math.min(60000, 1000 * 2 ** message.tries));
}

function fail(message, why) {
  if (!message.node) return;
  mark(message, 'failed', why);
  const again = make('button', '', t.retry);
  again.type = 'button';
  again.onclick = () => { post(message); words.focus(); };
  message.node.querySelector('.meta').append(again);
  if (message.button) choices = ready(message.button.parentNode, true);
}

function mark(message, state, text) {
  message.node.classList.remove('waiting', 'failed');
  if (state) message.node.classList.add(state);
  const meta = message.node.querySelector('.meta');
  meta.textContent = text;
  meta.classList.toggle('keep', !!state);
}

function settle(message, id) {
  if (!waiting.delete(message.id)) return;
  if (message.form) {                 // the echo brings the picture itself
    if (last === message.node) last = null;
    return message.node.remove();
  }
  seen.add(id);
  if (message.hides) hidden.add(id);
  if (message.node) mark(message, '', clock(message.node.at));
}

// ---- showing -------------------------------------------------------------------------------------------------------

function handle(activity) {
  const data = activity.channelData || {};
  const mine = activity.from && activity.from.id === (chat && chat.userId);
  if (mine) {
    const known = waiting.get(data.clientActivityID);
    if (data.quiet && !data.postBack) hidden.add(activity.id);
    if (known) {
      settle(known, activity.id);
      if (!known.form) return;
    }
    if (activity.type !== 'message' || data.quiet || (data.postBack && !data.label)) return;
    closeChoices(data.label);
    bubble('user', data.postBack ? data.label : activity.text || '', new Date(activity.timestamp), activity);
    return toBottom();
  }
  if (activity.type === 'typing') return expectAnswer(0);
  if (activity.type === 'event' && activity.name === 'notice') return toast(activity.value && activity.value.text);
  if (activity.type !== 'message') return;
  stopTyping();
  const actions = (activity.suggestedActions && activity.suggestedActions.actions) || [];
  if (hidden.has(activity.replyToId) && answerLanguage(actions)) return;
  if (choices && (choices.answered || actions.length)) shut();
  const node = bubble('bot', activity.text || '', new Date(activity.timestamp), activity);
  if (activity.locale) node.lang = activity.locale;
  if (actions.length) choices = offer(node, actions, data.inRows);
  hint(data.expect);
  if (pinned) toBottom(node); else $('newer').hidden = false;
}

function bubble(side, text, at, activity) {
  const day = at.toDateString();
  if (day !== lastDay) {
    list.append(make('div', 'day', dayName(at)));
    [lastDay, last] = [day, null];
  }
  const node = make('article', 'm ' + side);
  if (last && last.side === side && at - last.at < 120000) node.classList.add('follows');
  [node.at, node.side] = [at, side];
  const body = make('div', 'bubble');
  body.append(make('span', 'sr', (side === 'user' ? t.you : t.bot) + ': '));
  write(body, text, activity && activity.textFormat === 'markdown', side === 'bot');
  for (const attachment of (activity && activity.attachments) || []) attach(body, node, attachment);
  node.prepend(body);
  node.append(make('div', 'meta', clock(at)));
  list.append(node);
  last = node;
  return node;
}

// The server's own Markdown: ** for bold, a backslash before anything that is meant as it is, two spaces before a line end.
function write(into, text, markdown, links) {
  let bold = null, run = '';
  const flush = () => { if (run) linkify(bold || into, run, links); run = ''; };
  for (let i = 0; i < text.length; i++) {
    if (markdown && text[i] === '\\') run += text[++i] || '';
    else if (markdown && text.startsWith('**', i)) {
      flush();
      bold = bold ? null : into.appendChild(make('strong'));
      i++;
    } else if (markdown && text.startsWith('  \n', i)) { run += '\n'; i += 2; } else run += text[i];
  }
  flush();
}

function linkify(into, text, links) {
  const pattern = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])|(^|[\s(])(\/[a-z]{2,20})(?![\w/])|(\+\d[\d ()\u00a0-]{6,}\d)/g;
  let from = 0;
  for (const found of links ? text.matchAll(pattern) : []) {
    const [, url, before = '', command, phone] = found;
    into.append(text.slice(from, found.index) + before);
    if (command) {
      const button = make('button', 'cmd', command);
      button.type = 'button';
      button.onclick = () => say(command);
      into.append(button);
    } else into.append(link(url || 'tel:' + phone.replace(/[^+\d]/g, ''), url || phone));
    from = found.index + found[0].length;
  }
  into.append(text.slice(from));
}

function link(address, label, className) {
  const anchor = make('a', className, label);
  if (/^(https?|mailto|tel):/i.test(address)) anchor.href = address;
  if (/^http/i.test(address)) [anchor.target, anchor.rel] = ['_blank', 'noopener noreferrer'];
  return anchor;
}

function attach(body, node, { contentType = '', contentUrl, content, name }) {
  if (content) {
    if (content.title) body.append(make('div', 'code', content.title));
    const group = make('div', 'choices');
    for (const action of content.buttons || []) if (action.type === 'openUrl') group.append(link(action.value, action.title, 'choice'));
    if (group.childElementCount) node.append(group);
    return;
  }
  if (!contentUrl) return;
  const address = new URL(contentUrl, location.href);
  if (contentType.startsWith('image/') && (address.pathname.startsWith(base + '/') || address.host === location.host || address.protocol === 'data:')) {
    const picture = make('img');
    picture.src = address.protocol === 'data:' ? address.href : address.pathname + address.search;
    picture.alt = name || '';
    const stay = pinned;      // its own growing would look like somebody scrolling up
    picture.onload = () => { if (stay) toBottom(); };
    body.append(picture);
  } else body.append(link(address.href, '📎 ' + (name || address.pathname.split('/').pop())));
}

function offer(node, actions, inRows) {
  const group = make('div', inRows ? 'choices rows' : 'choices');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', t.choices);
  for (const { type, title, value } of actions) {
    if (type === 'openUrl') { group.append(link(value, title, 'choice')); continue; }
    const button = make('button', 'choice', title);
    button.type = 'button';
    button.onclick = () => {
      for (const other of group.children) other.classList.toggle('chosen', other === button);
      ready(group, false);
      group.answered = true;
      if (document.activeElement === document.body) log.focus({ preventScroll: true });
      tap(button, title, value);
    };
    group.append(button);
  }
  node.insertBefore(group, node.querySelector('.meta'));
  return group;
}

function ready(group, usable) {
  for (const button of group.querySelectorAll('button')) button.disabled = !usable;
  if (usable) group.querySelector('.chosen')?.classList.remove('chosen');
  group.answered = !usable;
  return group;
}

function shut() {
  ready(choices, false).classList.add('shut');
  choices = null;
}

// History: the answer that was given shows which button it was.
function closeChoices(label) {
  if (!choices) return;
  for (const button of choices.querySelectorAll('button')) {
    if (button.textContent !== label) continue;
    button.classList.add('chosen');
    choices.answered = true;
  }
}

function expectAnswer(after = 150) {
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => {
    $('typing').hidden = false;
    if (pinned) toBottom();
    typingTimer = setTimeout(stopTyping, 20000);
  }, after);
}

function stopTyping() {
  clearTimeout(typingTimer);
  $('typing').hidden = true;
  // Not answered by words (a notice, a lost line): the last question stays open.
  if (choices && choices.answered && !waiting.size) setTimeout(() => choices && choices.answered && !waiting.size && choices.querySelector('.chosen') && ready(choices, true), 1500);
}

function toast(text) {
  stopTyping();
  $('toast').textContent = text || '';
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $('toast').textContent = ''; }, 5000);
}

function hint(expect) {
  $('hint').textContent = t[expect] || '';
  words.inputMode = expect === 'contact' ? 'tel' : 'text';
  hint.now = expect;
}

function toBottom(node) {
  $('newer').hidden = true;
  // A long answer is read from its beginning.
  pinned = true;
  if (node && node.offsetHeight > log.clientHeight) node.scrollIntoView();
  else log.scrollTop = log.scrollHeight;
}

function show(state) {
  $('state').textContent = state === 'offline' ? t.connecting : t[state];
  $('state').className = state === 'online' ? 'on' : '';
  $('offline').textContent = state === 'offline' ? t.offline : '';
  show.now = state;
}

function giveUp() {
  $('offline').textContent = t.over + ' ';
  const again = make('button', 'cmd', t.again);
  again.onclick = () => location.reload();
  $('offline').append(again);
}

const two = number => String(number).padStart(2, '0');
const clock = at => `${two(at.getHours())}:${two(at.getMinutes())}`;

function dayName(at) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
  if (days < 2) return days < 1 ? t.today : t.yesterday;
  // Chromium knows no Albanian month names: figures are better than English ones.
  return Intl.DateTimeFormat.supportedLocalesOf(lang).length
    ? at.toLocaleDateString(lang, { weekday: 'long', day: 'numeric', month: 'long' })
    : `${two(at.getDate())}.${two(at.getMonth() + 1)}.${at.getFullYear()}`;
}

// ---- language and demo ---------------------------------------------------------------------------------------------

function setLanguage(to) {
  if (to === lang) return;
  [lang, t] = [to, texts[to]];
  keep.write(localStorage, 'lang', to);
  paint();
  loadDemo();
  if (!chat) return;
  // In the bot's own words; should it ask back, the page answers for the customer.
  switchTo = to;
  send({ type: 'message', text: '/language ' + to, channelData: { quiet: true } });
}

function answerLanguage(actions) {
  const action = actions.find(a => a.title === (texts[switchTo] || t).name);
  if (!action) return false;
  if (switchTo) send({ type: 'message', text: action.value, channelData: { postBack: true, label: action.title, quiet: true } });
  switchTo = null;
  return true;
}

async function loadDemo() {
  demo = await fetch('/chat/demo?lang=' + lang).then(r => r.ok ? r.json() : []).catch(() => demo);
  paintDemo();
}

function paintDemo() {
  $('demo').hidden = !demo.length;
  $('demo-label').textContent = t.demo;
  const now = chat && chat.member || '';
  $('chips').replaceChildren(...[{ key: '', name: t.guest }, ...demo].map(member => {
    const chip = make('button', '', member.key ? `${member.name}, ${member.level}` : member.name);
    chip.type = 'button';
    chip.setAttribute('aria-pressed', member.key === now);
    chip.onclick = () => { reset(); open(member.key); };
    return chip;
  }));
  $('demo-note').textContent = (demo.find(m => m.key === now) || {}).description || '';
}

function paint() {
  document.documentElement.lang = lang;
  const shop = chat && chat.shop || '';
  document.title = shop || t.chat;
  $('shop').textContent = shop || t.chat;
  $('hello').textContent = t.welcome(shop);
  $('hello-note').replaceChildren();
  linkify($('hello-note'), t.note, true);
  log.setAttribute('aria-label', t.log);
  $('words-label').textContent = words.placeholder = t.write;
  $('send').setAttribute('aria-label', t.send);
  $('attach').setAttribute('aria-label', t.attach);
  $('newer').textContent = t.newer + ' ↓';
  $('langs').setAttribute('aria-label', t.langs);
  for (const button of $('langs').children) button.setAttribute('aria-pressed', button.dataset.lang === lang);
  if (show.now) show(show.now);
  hint(hint.now);
  paintDemo();
}

function reset() {
  visit++;
  if (socket) socket.close();
  joined = false;
  [chat, socket, watermark, seen, waiting, last, lastDay, choices, hidden, switchTo, pause] = [null, null, '', new Set(), new Map(), null, '', null, new Set(), null, 0];
  save();
  list.replaceChildren();
  log.setAttribute('aria-busy', 'true');
  stopTyping();
  hint();
}

// ---- hands and weather ---------------------------------------------------------------------------------------------

function submit() {
  const text = words.value.trim();
  if (!text) return;
  words.value = '';
  sized();
  say(text);
}

function sized() {
  $('send').disabled = !words.value.trim();
  if (CSS.supports('field-sizing', 'content')) return;
  words.rows = Math.min(6, words.value.split('\n').length);
}

$('write').onsubmit = event => { event.preventDefault(); submit(); };
words.oninput = sized;
words.onkeydown = event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
};
$('attach').onclick = () => $('file').click();
$('file').onchange = () => {
  const file = $('file').files[0];
  $('file').value = '';
  if (!file) return;
  if (file.size > 4 * 2 ** 20 - 4096) return toast(t.big);
  const id = 'f' + Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
  const form = new FormData();
  const activity = { type: 'message', locale: lang, from: { id: chat ? chat.userId : '' }, attachments: [{ contentType: file.type, name: file.name }], channelData: { clientActivityID: id } };
  form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }), 'blob');
  form.append('file', file, file.name);
  const message = { id, form, node: bubble('user', '📎 ' + file.name, new Date()) };
  waiting.set(id, message);
  toBottom();
  post(message);
};
$('newer').onclick = () => { toBottom(); log.focus({ preventScroll: true }); };
log.onscroll = () => {
  pinned = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  if (pinned) $('newer').hidden = true;
};
window.addEventListener('online', () => { pause = 0; if (show.now !== 'online') open(chat && chat.member); });
window.addEventListener('offline', () => show('offline'));
new ResizeObserver(() => { if (pinned) toBottom(); }).observe(log);      // a keyboard, a hint, a taller field

for (const [code, { name }] of Object.entries(texts)) {
  const button = make('button', '', code.toUpperCase());
  button.type = 'button';
  button.dataset.lang = code;
  button.lang = code;
  button.title = name;
  button.setAttribute('aria-label', `${code.toUpperCase()} ${name}`);
  button.onclick = () => setLanguage(code);
  $('langs').append(button);
}
paint();
sized();
loadDemo();
open();
