'use strict';
// The page's own words; the bot's come with its messages.

const texts = {
  en: {
    name: 'English', chat: 'Chat', langs: 'Language', welcome: s => s ? `Welcome to ${s}` : 'Welcome', note: 'The assistant answers at once. A person is one tap away: /human',
    log: 'Conversation', write: 'Write a message', send: 'Send', attach: 'Send a picture or a file', you: 'You', bot: 'Assistant', choices: 'Answers',
    today: 'Today', yesterday: 'Yesterday', online: 'Online', connecting: 'Connecting…', offline: 'No connection. What you write is kept and sent when it is back.', sending: 'Sending…', failed: 'Not sent.',
    retry: 'Try again', big: 'At most 4 MB.', fast: 'A little slower, please.', newer: 'New message', over: 'This chat could not be opened.', again: 'Start again',
    contact: 'You may type a phone number. A typed number is no proof of who you are, so it never opens a points account.', photo: 'You can send a picture with the paper clip.',
    demo: 'This is a demo. Who would you like to be?', guest: 'A guest',
  },
  ru: {
    name: 'Русский', chat: 'Чат', langs: 'Язык', welcome: s => s ? `Добро пожаловать в ${s}` : 'Добро пожаловать', note: 'Помощник отвечает сразу. Человек рядом, одно нажатие: /human',
    log: 'Разговор', write: 'Напишите сообщение', send: 'Отправить', attach: 'Отправить фото или файл', you: 'Вы', bot: 'Помощник', choices: 'Ответы',
    today: 'Сегодня', yesterday: 'Вчера', online: 'На связи', connecting: 'Соединяемся…', offline: 'Нет связи. Написанное сохранится и уйдёт, когда она появится.', sending: 'Отправляется…', failed: 'Не отправлено.',
    retry: 'Повторить', big: 'Не больше 4 МБ.', fast: 'Чуть медленнее, пожалуйста.', newer: 'Новое сообщение', over: 'Не удалось открыть чат.', again: 'Начать заново',
    contact: 'Можно ввести номер телефона. Введённый номер ничего не доказывает, поэтому счёт с баллами он не открывает.', photo: 'Фото можно отправить через скрепку.',
    demo: 'Это демонстрация. Кем вы хотите быть?', guest: 'Гость',
  },
  sq: {
    name: 'Shqip', chat: 'Biseda', langs: 'Gjuha', welcome: s => s ? `Mirë se vini te ${s}` : 'Mirë se vini', note: 'Asistenti përgjigjet menjëherë. Një person është një prekje larg: /human',
    log: 'Biseda', write: 'Shkruani një mesazh', send: 'Dërgo', attach: 'Dërgo një foto ose skedar', you: 'Ju', bot: 'Asistenti', choices: 'Përgjigjet',
    today: 'Sot', yesterday: 'Dje', online: 'Në linjë', connecting: 'Po lidhemi…', offline: 'Nuk ka lidhje. Ajo që shkruani ruhet dhe dërgohet kur të kthehet.', sending: 'Po dërgohet…', failed: 'Nuk u dërgua.',
    retry: 'Provo sërish', big: 'Jo më shumë se 4 MB.', fast: 'Pak më ngadalë, ju lutemi.', newer: 'Mesazh i ri', over: 'Biseda nuk u hap.', again: 'Fillo sërish',
    contact: 'Mund të shkruani një numër telefoni. Numri i shkruar nuk vërteton kush jeni, ndaj nuk hap llogari pikësh.', photo: 'Foton mund ta dërgoni me kapësen.',
    demo: 'Kjo është një demonstrim. Kush doni të jeni?', guest: 'Mysafir',
  },
};
