using System.Collections.Frozen;

namespace EngageBot.Pages;

/// <summary>What the console says, by key, in one of its languages; a key that is missing is a bug that a test finds.</summary>
internal sealed class ConsoleText(string language)
{
    public string Language => language;

    public string this[string key]
    {
        get
        {
            var (en, ru, sq) = _all[key];
            return language switch { "ru" => ru, "sq" => sq, _ => en };
        }
    }

    private static readonly FrozenDictionary<string, (string En, string Ru, string Sq)> _all = new Dictionary<string, (string, string, string)>
    {
        ["skip"] = ("Skip to the content", "К содержанию", "Kalo te përmbajtja"),
        ["pages"] = ("Pages", "Страницы", "Faqet"),
        ["me"] = ("Me", "Я", "Unë"),
        ["cases"] = ("Cases", "Обращения", "Rastet"),
        ["promises"] = ("Promises", "Обещания", "Premtimet"),
        ["surveys"] = ("Surveys", "Опросы", "Anketat"),
        ["rota"] = ("Shifts", "Смены", "Turnet"),
        ["not_allowed"] = ("This page is for those whose work it is.", "Эта страница для тех, кто этим занимается.", "Kjo faqe është për ata që merren me të."),

        ["attention"] = ("Nobody could be told", "Никому не удалось сообщить", "Nuk iu tha dot askujt"),
        ["attention_why"] = ("Neither the staff chat nor anybody's own chat took these. Please look after them.", "Этого не приняли ни чат сотрудников, ни чьи-либо личные чаты. Займитесь, пожалуйста.", "Këto nuk i pranoi as biseda e stafit, as biseda e askujt. Ju lutemi, merruni me to."),
        ["trouble"] = ("Telegram", "Telegram", "Telegram"),
        ["seen"] = ("Read", "Прочитано", "U lexua"),
        ["filter"] = ("Show", "Показать", "Shfaq"),
        ["live"] = ("open ones", "открытые", "të hapurat"),
        ["everything"] = ("all", "все", "të gjitha"),
        ["any_shop"] = ("every shop", "все магазины", "çdo dyqan"),
        ["any_owner"] = ("everybody", "все сотрудники", "të gjithë"),
        ["nobodys"] = ("nobody yet", "пока никто", "askush ende"),
        ["shop"] = ("Shop", "Магазин", "Dyqani"),
        ["only_overdue"] = ("Only overdue", "Только просроченные", "Vetëm të vonuarat"),
        ["overdue"] = ("overdue", "просрочено", "me vonesë"),
        ["urgency"] = ("Urgency", "Срочность", "Urgjenca"),
        ["urgent"] = ("urgent", "срочно", "urgjente"),
        ["high"] = ("high", "важно", "e lartë"),
        ["normal"] = ("normal", "обычно", "e zakonshme"),
        ["found"] = ("Cases found", "Найдено обращений", "Raste të gjetura"),
        ["none"] = ("No case is like that.", "Таких обращений нет.", "Nuk ka raste të tilla."),
        ["earlier"] = ("Previous page", "Предыдущая страница", "Faqja e mëparshme"),
        ["later"] = ("Next page", "Следующая страница", "Faqja tjetër"),
        ["page"] = ("Page {0} of {1}", "Страница {0} из {1}", "Faqja {0} nga {1}"),

        ["causes"] = ("Causes", "Причины", "Shkaqet"),
        ["cause"] = ("Cause", "Причина", "Shkaku"),
        ["our_fault"] = ("It was our own fault", "Это наша вина", "Ishte faji ynë"),
        ["tag_cause"] = ("Keep the cause", "Сохранить причину", "Ruaj shkakun"),
        ["take_over"] = ("Take it over from {0}", "Забрать у сотрудника: {0}", "Merre nga {0}"),
        ["taken_by"] = ("{0} has this case. Their last words: {1}. You may take it over all the same.", "Обращением занимается {0}. Последние слова: {1}. Его всё же можно забрать.", "Me këtë rast merret {0}. Fjalët e fundit: {1}. Megjithatë mund ta merrni."),
        ["no_causes"] = ("No case has a cause yet: name it on the page of the case.", "Причин пока нет: назовите причину на странице обращения.", "Ende nuk ka shkaqe: shkruajeni te faqja e rastit."),
        ["silent"] = ("Said nothing", "Промолчали", "Heshtën"),
        ["silent_why"] = ("They bought the same, in the same shop, at the same time as somebody who complained, and said nothing: {0}. Handed over for an apology so far: {1}.",
            "Купили то же, там же и тогда же, что и те, кто пожаловался, и промолчали: {0}. Передано для извинений: {1}.", "Blenë të njëjtën gjë, në të njëjtin dyqan, në të njëjtën kohë me dikë që u ankua, dhe heshtën: {0}. Dorëzuar për ndjesë deri tani: {1}."),
        ["bought"] = ("Bought", "Покупка", "Blerja"),
        ["item"] = ("Goods", "Товар", "Malli"),
        ["mended_by"] = ("Mended by", "Устранить до", "Të rregullohet deri"),
        ["mended"] = ("Mended", "Устранено", "U rregullua"),
        ["responsible"] = ("Who has it", "Кто занимается", "Kush merret"),
        ["keep"] = ("Keep", "Сохранить", "Ruaj"),
        ["apologise"] = ("It is mended: write to those who said nothing", "Причина устранена: написать тем, кто промолчал", "U rregullua: shkruajuni atyre që heshtën"),
        ["apology_how"] = ("Say in one or two sentences what it was and what was done. The greeting, the apology and the question whether they had it too are added.",
            "Скажите в одном-двух предложениях, что было и что сделано. Приветствие, извинение и вопрос добавятся сами.", "Thoni me një a dy fjali çfarë ishte dhe çfarë u bë. Ndjesa dhe pyetja shtohen vetë."),
        ["send"] = ("Send", "Отправить", "Dërgo"),
        ["words_en"] = ("In English", "По-английски", "Në anglisht"),
        ["words_ru"] = ("In Russian", "По-русски", "Në rusisht"),
        ["words_sq"] = ("In Albanian", "По-албански", "Në shqip"),
        ["not_done"] = ("This was not done: {0}", "Не сделано: {0}", "Nuk u bë: {0}"),
        ["open"] = ("Open", "Открыто", "Të hapura"),

        ["way_waiting"] = ("on its way", "в пути", "rrugës"),
        ["way_sent"] = ("sent", "отправлено", "u dërgua"),
        ["way_delivered"] = ("delivered", "доставлено", "u dorëzua"),
        ["way_read"] = ("read", "прочитано", "u lexua"),
        ["way_failed"] = ("did not arrive", "не дошло", "nuk mbërriti"),
        ["why_blocked"] = ("the customer has blocked us or deleted the account", "покупатель заблокировал нас или удалил учётную запись", "klienti na ka bllokuar ose e ka fshirë llogarinë"),
        ["why_refused"] = ("the platform did not take it", "платформа не приняла сообщение", "platforma nuk e pranoi"),
        ["why_late"] = ("it could not be sent in time", "не удалось отправить вовремя", "nuk u dërgua dot në kohë"),
        ["why_unsure"] = ("nobody knows whether it arrived, and it is not sent twice", "неизвестно, дошло ли, а второй раз мы не отправляем", "nuk dihet a mbërriti, dhe dy herë nuk dërgohet"),
        ["why_called_off"] = ("it was called off", "отправка отменена", "dërgimi u anulua"),

        ["said_holding"] = ("told that somebody works on it", "сообщили, что вопросом занимаются", "u tha se po merremi me të"),
        ["said_update"] = ("told how it stands", "сообщили, как идут дела", "u tha si është puna"),
        ["said_answered"] = ("told that our answer was the last word", "напомнили, что наш ответ уже дан", "u tha se fjala e fundit ishte e jona"),
        ["said_late"] = ("apologised for a promise that was not kept", "извинились за нарушенное обещание", "u kërkua ndjesë për premtimin e pambajtur"),
        ["said_handed_over"] = ("told who goes on with it", "сообщили, кто занимается дальше", "u tha kush vazhdon"),
        ["said_granted"] = ("told what was given", "сообщили о начислении", "u tha çfarë u dha"),
        ["said_resolved"] = ("asked whether it is solved", "спросили, решён ли вопрос", "u pyet a u zgjidh"),
        ["said_rate_again"] = ("asked once more how content they are", "ещё раз спросили об оценке", "u pyet edhe një herë sa të kënaqur janë"),
        ["said_next"] = ("next word by {0}", "следующее сообщение до {0}", "fjala tjetër deri më {0}"),

        ["days"] = ("Days", "Дней", "Ditë"),
        ["period"] = ("The last {0} days", "Последние {0} дн.", "{0} ditët e fundit"),
        ["by_person"] = ("By person", "По сотрудникам", "Sipas personit"),
        ["by_shop"] = ("By shop", "По магазинам", "Sipas dyqanit"),
        ["who"] = ("Who", "Кто", "Kush"),
        ["kept"] = ("kept", "выполнено", "u mbajtën"),
        ["late"] = ("late", "с опозданием", "me vonesë"),
        ["broken"] = ("broken", "нарушено", "u shkelën"),
        ["share"] = ("kept, %", "выполнено, %", "u mbajtën, %"),
        ["no_promises"] = ("No promise was due in this time.", "В это время ничего не обещали.", "Në këtë kohë nuk kishte premtime."),
        ["no_shop"] = ("no shop", "без магазина", "pa dyqan"),

        ["survey"] = ("Survey", "Опрос", "Anketa"),
        ["no_surveys"] = ("There is no survey yet. engagebot surveys ready shows some to begin with.", "Опросов пока нет. engagebot surveys ready покажет, с чего начать.", "Ende nuk ka anketa. engagebot surveys ready tregon me cilat të nisni."),
        ["asked"] = ("asked", "спросили", "u pyetën"),
        ["answered"] = ("answered", "ответили", "u përgjigjën"),
        ["low"] = ("low scores", "низкие оценки", "vlerësime të ulëta"),
        ["result"] = ("Result", "Итог", "Rezultati"),
        ["distribution"] = ("Distribution", "Распределение", "Shpërndarja"),
        ["trend"] = ("Week by week", "По неделям", "Javë pas jave"),
        ["week"] = ("Week from", "Неделя с", "Java nga"),
        ["score"] = ("Score", "Оценка", "Vlerësimi"),
        ["people"] = ("People", "Человек", "Njerëz"),
        ["option"] = ("Answer", "Ответ", "Përgjigjja"),
        ["words_given"] = ("Answers in words", "Ответов словами", "Përgjigje me fjalë"),
        ["few"] = ("With fewer than 30 answers a difference says little.", "Когда ответов меньше 30, разница мало о чём говорит.", "Me më pak se 30 përgjigje, një ndryshim thotë pak."),

        ["person"] = ("Person", "Сотрудник", "Personi"),
        ["from"] = ("From", "С", "Nga"),
        ["until"] = ("Until", "До", "Deri"),
        ["add_shift"] = ("Add a shift", "Добавить смену", "Shto një turn"),
        ["add_absence"] = ("Add an absence", "Добавить отсутствие", "Shto një mungesë"),
        ["absences"] = ("Absences", "Отсутствия", "Mungesat"),
        ["kind"] = ("Why", "Причина", "Arsyeja"),
        ["Vacation"] = ("vacation", "отпуск", "pushime"),
        ["Sick"] = ("sick", "болезнь", "sëmurë"),
        ["Other"] = ("other", "другое", "tjetër"),
        ["remove"] = ("Remove", "Убрать", "Hiq"),
        ["no_shifts"] = ("No shifts are planned: whoever sees a case first takes it.", "Смены не запланированы: обращение берёт тот, кто первым его увидит.", "Nuk ka turne të planifikuara: rastin e merr kush e sheh i pari."),
        ["no_absences"] = ("Nobody is away.", "Все на месте.", "Askush nuk mungon."),
        ["gaps"] = ("Open, and nobody is on shift", "Открыто, а смены ни у кого нет", "Hapur, dhe askush në turn"),
        ["impossible"] = ("This was not noted: it ends before it begins, is longer than a shift can be (24 hours), or stands in the way of another shift of that person.",
            "Не записано: конец раньше начала, смена длиннее 24 часов или пересекается с другой сменой этого сотрудника.",
            "Nuk u shënua: mbaron para se të fillojë, është më e gjatë se 24 orë, ose përplaset me një turn tjetër të atij personi."),
        ["moved"] = ("Cases that went to somebody else: {0}.", "Передано другим обращений: {0}.", "Raste që kaluan te dikush tjetër: {0}."),
    }.ToFrozenDictionary();
}
