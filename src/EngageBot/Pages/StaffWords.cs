using System.Collections.Frozen;
using EngageBot.Staff;

namespace EngageBot.Pages;

/// <summary>What the staff's pages say, in one language. <c>{0}</c> and so on are names.</summary>
internal sealed record StaffWords(
    string SignIn, string How, string Code, string Gone, string GoneWhy, string Again, string AgainWhy, string InvitedBy, string Invited, string Back, string Accept,
    string Name, string Role, string Shops, string EveryShop, string Suspended, string SignOut, string OpenTill, FrozenDictionary<Role, string> RoleNames)
{
    private static readonly StaffWords _english = new(
        "Sign in", "Send /console to the bot, in the chat where you are known to work here. It answers with a code that is good for ten minutes.", "Code",
        "This link or code does not work", "It was used, is too old, or was taken back. Whoever sent the link can make a new one.",
        "Please try that again", "The page was open for too long, or the form came from somewhere else. Nothing was changed.",
        "{0} invites {1} to work at {2}.", "An invitation for {0} to work at {1}.", "Sign in as {0}.", "Accept and sign in",
        "Name", "Role", "Shops", "all of them", "This account is suspended for now. A manager knows more.", "Sign out", "Open the till",
        Names("owner", "marketer", "manager", "cashier", "viewer"));

    private static readonly StaffWords _russian = new(
        "Войти", "Отправьте боту /console в том чате, где он знает вас как сотрудника. В ответ придёт код, он действует десять минут.", "Код",
        "Эта ссылка или код не действует", "Ею уже воспользовались, её срок вышел или её отозвали. Новую может сделать тот, кто её прислал.",
        "Попробуйте, пожалуйста, ещё раз", "Страница была открыта слишком долго, или форма пришла из другого места. Ничего не изменилось.",
        "{0} приглашает {1} работать в {2}.", "Приглашение для {0}: работа в {1}.", "Вход: {0}.", "Принять и войти",
        "Имя", "Роль", "Магазины", "все", "Эта учётная запись пока приостановлена. Подробности у управляющего.", "Выйти", "Открыть кассу",
        Names("владелец", "маркетолог", "управляющий", "кассир", "наблюдатель"));

    private static readonly StaffWords _albanian = new(
        "Hyr", "Dërgojini botit /console në bisedën ku ai ju njeh si punonjës. Përgjigjja është një kod që vlen dhjetë minuta.", "Kodi",
        "Kjo lidhje ose ky kod nuk vlen", "Është përdorur, i ka kaluar afati ose është tërhequr. Një të re mund ta bëjë kush e dërgoi.",
        "Ju lutemi, provoni edhe një herë", "Faqja ishte hapur tepër gjatë, ose formulari erdhi nga diku tjetër. Asgjë nuk ndryshoi.",
        "{0} fton {1} të punojë te {2}.", "Një ftesë për {0}: punë te {1}.", "Hyrje: {0}.", "Prano dhe hyr",
        "Emri", "Roli", "Dyqanet", "të gjitha", "Kjo llogari është pezulluar tani për tani. Drejtuesi di më shumë.", "Dil", "Hap arkën",
        Names("pronar", "marketing", "drejtues", "arkëtar", "vëzhgues"));

    public static StaffWords In(string language) => language switch { "ru" => _russian, "sq" => _albanian, _ => _english };

    private static FrozenDictionary<Role, string> Names(params string[] names) => Roles.OfPeople.Zip(names).ToFrozenDictionary(pair => pair.First, pair => pair.Second);
}
