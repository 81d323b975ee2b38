using System.Collections.Immutable;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Dialogs.Manners;
using EngageBot.Storage;
using EngageBot.Surveys;

namespace EngageBot.Turns;

/// <summary>Reads what staff write in a case by the manners of the dialogs that are live.</summary>
internal sealed class CaseManners(DialogCatalog dialogs, StaffDirectory staff)
{
    public ImmutableArray<CaseRemark> ReadDraft(RowSource source, BusinessId business, string draft, string language, ImmutableArray<string> questions) =>
        Of(dialogs.Current.Manners.Read(draft, language, staff.Language(business), questions, FeedbackBook.Rivals(source, business)));

    public ImmutableArray<CaseRemark> ReadNote(BusinessId business, string note, string? author) => Of(dialogs.Current.Manners.ReadNote(note, author ?? staff.Language(business)));

    private static ImmutableArray<CaseRemark> Of(ImmutableArray<Remark> remarks) => [.. remarks.Select(r => new CaseRemark(r.Blocks, r.Rule, r.Words, r.Why))];
}
