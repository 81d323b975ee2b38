using System.Collections.Frozen;
using EngageBot.Staff;

namespace EngageBot.Pages;

/// <summary>What the staff's pages say, in one language. <c>{0}</c> and so on are names.</summary>
internal sealed record StaffWords
{
    public required string SignIn { get; init; }
    public required string How { get; init; }
    public required string Code { get; init; }
    public required string Gone { get; init; }
    public required string GoneWhy { get; init; }
    public required string Again { get; init; }
    public required string AgainWhy { get; init; }
    public required string InvitedBy { get; init; }
    public required string Invited { get; init; }
    public required string Back { get; init; }
    public required string Accept { get; init; }
    public required string Name { get; init; }
    public required string Role { get; init; }
    public required string Shops { get; init; }
    public required string EveryShop { get; init; }
    public required string Suspended { get; init; }
    public required string SignOut { get; init; }
    public required string OpenTill { get; init; }
    public required FrozenDictionary<Role, string> RoleNames { get; init; }

    private static readonly StaffWords _english = new()
    {
        SignIn = "Sign in",
        How = "Send /console to the bot, in the chat where you are known to work here. It answers with a code that is good for ten minutes.",
        Code = "Code",
        Gone = "This link or code does not work",
        GoneWhy = "It was used, is too old, or was taken back. Whoever sent the link can make a new one.",
        Again = "Please try that again",
        AgainWhy = "The page was open for too long, or the form came from somewhere else. Nothing was changed.",
        InvitedBy = "{0} invites {1} to work at {2}.",
        Invited = "An invitation for {0} to work at {1}.",
        Back = "Sign in as {0}.",
        Accept = "Accept and sign in",
        Name = "Name",
        Role = "Role",
        Shops = "Shops",
        EveryShop = "all of them",
        Suspended = "This account is suspended for now. A manager knows more.",
        SignOut = "Sign out",
        OpenTill = "Open the till",
        RoleNames = Names(owner: "owner", marketer: "marketer", manager: "manager", cashier: "cashier", viewer: "viewer"),
    };

    private static readonly StaffWords _russian = new()
    {
        SignIn = "Войти",
        How = "Отправьте боту /console в том чате, где он знает вас как сотрудника. В ответ придёт код, он действует десять минут.",
        Code = "Код",
        Gone = "Эта ссылка или код не действует",
        GoneWhy = "Ею уже воспользовались, её срок вышел или её отозвали. Новую может сделать тот, кто её прислал.",
        Again = "Попробуйте, пожалуйста, ещё раз",
        AgainWhy = "Страница была открыта слишком долго, или форма пришла из другого места. Ничего не изменилось.",
        InvitedBy = "{0} приглашает {1} работать в {2}.",
        Invited = "Приглашение для {0}: работа в {1}.",
        Back = "Вход: {0}.",
        Accept = "Принять и войти",
        Name = "Имя",
        Role = "Роль",
        Shops = "Магазины",
        EveryShop = "все",
        Suspended = "Эта учётная запись пока приостановлена. Подробности у управляющего.",
        SignOut = "Выйти",
        OpenTill = "Открыть кассу",
        RoleNames = Names(owner: "владелец", marketer: "маркетолог", manager: "управляющий", cashier: "кассир", viewer: "наблюдатель"),
    };

    private static readonly StaffWords _albanian = new()
    {
        SignIn = "Hyr",
        How = "Dërgojini botit /console në bisedën ku ai ju njeh si punonjës. Përgjigjja është një kod që vlen dhjetë minuta.",
        Code = "Kodi",
        Gone = "Kjo lidhje ose ky kod nuk vlen",
        GoneWhy = "Është përdorur, i ka kaluar afati ose është tërhequr. Një të re mund ta bëjë kush e dërgoi.",
        Again = "Ju lutemi, provoni edhe një herë",
        AgainWhy = "Faqja ishte hapur tepër gjatë, ose formulari erdhi nga diku tjetër. Asgjë nuk ndryshoi.",
        InvitedBy = "{0} fton {1} të punojë te {2}.",
        Invited = "Një ftesë për {0}: punë te {1}.",
        Back = "Hyrje: {0}.",
        Accept = "Prano dhe hyr",
        Name = "Emri",
        Role = "Roli",
        Shops = "Dyqanet",
        EveryShop = "të gjitha",
        Suspended = "Kjo llogari është pezulluar tani për tani. Drejtuesi di më shumë.",
        SignOut = "Dil",
        OpenTill = "Hap arkën",
        RoleNames = Names(owner: "pronar", marketer: "marketing", manager: "drejtues", cashier: "arkëtar", viewer: "vëzhgues"),
    };

    public static StaffWords In(string language) => language switch { "ru" => _russian, "sq" => _albanian, _ => _english };

    private static FrozenDictionary<Role, string> Names(string owner, string marketer, string manager, string cashier, string viewer) => new Dictionary<Role, string>
    {
        [Staff.Role.Owner] = owner, [Staff.Role.Marketer] = marketer, [Staff.Role.Manager] = manager, [Staff.Role.Cashier] = cashier, [Staff.Role.Viewer] = viewer,
    }.ToFrozenDictionary();
}
