using System.Collections.Frozen;
using EngageBot.Complaints;

namespace EngageBot.Pages;

/// <summary>What the pages of cases say, in one language.</summary>
internal sealed record CasePageWords(
    string Cases, string None, string Number, string Title, string State, string Owner, string Waits, string Customer, string Answer, string Send, string SendAnyway, string Mend, string Think,
    string Note, string NoteHint, string Keep, string Take, string Resolve, string Reopen, string Taken, string Denied, string NotNow, string Back, string NotAllowed, string Promises, string Nobody, string Window, string WindowOver)
{
    public required FrozenDictionary<CaseState, string> States { get; init; }

    public required FrozenDictionary<EntryKind, string> Kinds { get; init; }

    private static readonly CasePageWords _english = new(
        "Cases", "Nobody waits for us now.", "No.", "Title", "State", "Handled by", "Waits since", "Customer", "Answer to the customer", "Send", "Send it as it is",
        "This was not sent. Please mend it:", "This was not sent yet. Please look at it once more:", "Note for colleagues", "Never sent to the customer.", "Keep the note", "Take the case", "Solved", "Open again",
        "{0} has this case, so this was not sent. Their last words: {1}", "This was not done: it is not permitted.", "As the case stands, that cannot be done.", "All cases",
        "Cases are for those who handle them.", "Promised", "nobody yet",
        "WhatsApp takes free words until", "no longer: what you write leaves once the customer writes")
    {
        States = StatesOf("open", "with the customer", "answered", "escalated", "solved", "opened again", "closed"),
        Kinds = KindsOf("customer", "staff", "bot", "note", "given", "promise", "handover", "change"),
    };

    private static readonly CasePageWords _russian = new(
        "Обращения", "Сейчас нас никто не ждёт.", "№", "Тема", "Состояние", "Занимается", "Ждёт с", "Клиент", "Ответ клиенту", "Отправить", "Отправить как есть",
        "Это не отправлено. Исправьте, пожалуйста:", "Это ещё не отправлено. Посмотрите, пожалуйста, ещё раз:", "Заметка для коллег", "Клиенту она никогда не отправляется.", "Сохранить заметку", "Взять обращение", "Решено", "Открыть снова",
        "Обращением занимается {0}, поэтому это не отправлено. Последние слова: {1}", "Не сделано: на это нет разрешения.", "В этом состоянии так сделать нельзя.", "Все обращения",
        "Обращения видят те, кто ими занимается.", "Обещано", "пока никто",
        "WhatsApp принимает слова до", "уже нет: ответ уйдёт, когда клиент напишет")
    {
        States = StatesOf("открыто", "у клиента", "отвечено", "передано выше", "решено", "открыто снова", "закрыто"),
        Kinds = KindsOf("клиент", "сотрудник", "бот", "заметка", "начислено", "обещание", "передача", "изменение"),
    };

    private static readonly CasePageWords _albanian = new(
        "Rastet", "Askush nuk na pret tani.", "Nr.", "Titulli", "Gjendja", "Merret", "Pret që nga", "Klienti", "Përgjigje klientit", "Dërgo", "Dërgoje siç është",
        "Kjo nuk u dërgua. Ju lutemi, rregullojeni:", "Kjo nuk u dërgua ende. Ju lutemi, shikojeni edhe një herë:", "Shënim për kolegët", "Nuk i dërgohet kurrë klientit.", "Ruaj shënimin", "Merr rastin", "U zgjidh", "Hape sërish",
        "Me këtë rast merret {0}, prandaj kjo nuk u dërgua. Fjalët e fundit: {1}", "Nuk u bë: nuk lejohet.", "Në këtë gjendje nuk mund të bëhet.", "Të gjitha rastet",
        "Rastet i shohin ata që merren me to.", "Premtuar", "askush ende",
        "WhatsApp pranon fjalë deri më", "jo më: përgjigjja niset kur të shkruajë klienti")
    {
        States = StatesOf("hapur", "te klienti", "përgjigjur", "te eprorët", "zgjidhur", "hapur sërish", "mbyllur"),
        Kinds = KindsOf("klienti", "stafi", "boti", "shënim", "dhënë", "premtim", "kalim", "ndryshim"),
    };

    public static CasePageWords In(string language) => language switch { "ru" => _russian, "sq" => _albanian, _ => _english };

    private static FrozenDictionary<CaseState, string> StatesOf(params string[] names) => Enum.GetValues<CaseState>().Zip(names).ToFrozenDictionary(p => p.First, p => p.Second);

    private static FrozenDictionary<EntryKind, string> KindsOf(params string[] names) => Enum.GetValues<EntryKind>().Zip(names).ToFrozenDictionary(p => p.First, p => p.Second);
}
