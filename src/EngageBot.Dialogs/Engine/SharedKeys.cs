using System.Collections.Immutable;

namespace EngageBot.Dialogs.Engine;

/// <summary>The texts the engine itself says, by their keys in the shared catalogue.</summary>
internal static class SharedKeys
{
    public const string Skip = "skip";
    public const string Back = "back";
    public const string Yes = "yes";
    public const string No = "no";
    public const string Cancel = "cancel";
    public const string More = "more";
    public const string Previous = "previous";
    public const string Done = "done";
    public const string ShareContact = "share_contact";
    public const string Retry = "retry";
    public const string Resume = "resume";
    public const string Cancelled = "cancelled";
    public const string NothingToCancel = "nothing_to_cancel";
    public const string NothingToGoBack = "nothing_to_go_back";
    public const string ConfirmAsk = "confirm.ask";
    public const string ConfirmYes = "confirm.yes";
    public const string ConfirmNo = "confirm.no";
    public const string HeldWaiting = "held.waiting";
    public const string WentWrong = "went_wrong";
    public const string Unreadable = "unreadable.";
    public const string UnreadableOther = "unreadable.other";

    /// <summary>The words the engine needs from every language; the checker asks for them.</summary>
    public static ImmutableArray<string> Said { get; } =
    [
        Skip, Back, Yes, No, Cancel, More, Previous, Done, ShareContact, Retry, Cancelled, NothingToCancel, NothingToGoBack, ConfirmAsk, HeldWaiting, WentWrong, UnreadableOther,
        .. Enum.GetValues<NoticeKind>().Select(Notice).Where(k => k.Length > 0),
    ];

    public static string Notice(NoticeKind kind) => kind switch
    {
        NoticeKind.Duplicate => "notice.duplicate",
        NoticeKind.OldQuestion => "notice.old_question",
        NoticeKind.Finished => "notice.finished",
        NoticeKind.Expired => "notice.expired",
        NoticeKind.Invalid => "notice.invalid",
        _ => "",
    };
}
