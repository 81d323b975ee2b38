using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>The verbs of cases, built once: the staff chat, its topics, the API and the console call these and nothing else. Each takes the lock of the business's
/// cases before it looks, so that of two who act at the same second one is told what the other did.</summary>
/// <param name="ended">Hears of each case that is closed.</param>
/// <param name="readDraft">Says what is wrong with words to a customer; absent where nothing reads them.</param>
/// <param name="readNote">The same for words among staff.</param>
internal sealed partial class CaseDesk(BusinessDirectory businesses, Inbox inbox, TellStaff tellStaff, Vouchers vouchers, ReadDraft? readDraft = null, CaseEnded? ended = null, ReadNote? readNote = null)
{
    /// <summary>Tells staff of a new case.</summary>
    public const string Opened = "staff.case_opened";

    /// <summary>What dialogs hear of a case.</summary>
    public const string NewsEvent = "case.news";

    /// <summary>What the dialog of the end hears: somebody says it is solved, or asks once more how content the customer is.</summary>
    public const string ResolvedEvent = "case.resolved";

    /// <summary>What there may be to say of it.</summary>
    public static ImmutableArray<string> News { get; } = ["holding", "update", "answered", "late", "handed_over", "granted"];

    /// <summary>What there may be to ask at its end.</summary>
    public static ImmutableArray<string> Ends { get; } = ["resolved", "rate_again"];

    /// <summary>Characters of a customer's first words.</summary>
    public const int LongestWords = CaseEntries.LongestWords;

    /// <summary>Characters of a root cause: reports count by it.</summary>
    public const int LongestCause = 60;

    /// <summary>So long nobody is reminded of a case at most.</summary>
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(30);

    /// <summary>So far ahead a next word is promised at most.</summary>
    private static readonly TimeSpan FurthestWord = TimeSpan.FromDays(90);

    /// <summary>Whoever has so many cases that are not over goes on with the newest: nobody can bury the others' words.</summary>
    private const int MostLive = 10;

    /// <summary>Opens a case, or goes on with the one the same thing has opened.</summary>
    public async ValueTask<CaseOutcome> OpenAsync(WriteScope scope, CaseHand by, CaseOpening wanted, DateTimeOffset now)
    {
        if (Refusals.Check(scope, by.Who, new(Permission.HandleCases, wanted.Business, wanted.Shop, by.Who is Actor.System ? null : wanted.Contact), now) is { } denial) return new CaseOutcome.Denied(denial);
        CaseRows.Lock(scope, wanted.Business);
        if (wanted.Source.Contains(':', StringComparison.Ordinal) && CaseRows.BySource(scope, wanted.Contact, wanted.Source) is { } known)
            return new CaseOutcome.Done(Settle(scope, CustomerWrote(scope, known, wanted.Words, null, wanted.Inbox, now), now));
        if (by == CaseHand.Customer && CaseRows.OfContact(scope, wanted.Contact).Where(c => c.IsLive).ToArray() is { Length: >= MostLive } live)
            return new CaseOutcome.Done(Settle(scope, CustomerWrote(scope, live[0], wanted.Words, null, wanted.Inbox, now), now));
        var chat = wanted.Chat ?? CaseChats.Newest(scope, wanted.Contact);
        var times = Times(scope, wanted.Business, now);
        var weight = CaseWeight.Of(scope, wanted, times.Rules, now);
        var of = new Case
        {
            Id = CaseId.New(now), BusinessId = wanted.Business, Number = CaseRows.NextNumber(scope, wanted.Business), Kind = wanted.Kind, State = CaseState.Open,
            Title = wanted.Title is { } title && CaseTitle.IsTitle(title) ? title : CaseTitle.Suggest(wanted.Words, wanted.Language), ContactId = wanted.Contact, ChatId = chat, ShopId = wanted.Shop,
            Category = wanted.Category, Cause = wanted.Cause, Source = wanted.Source, AfterId = wanted.After, Priority = weight.Priority, FirstStep = weight.FirstStep,
            Rhythm = CaseRhythm.Daily, StepsDone = 0, OurFault = false, Chasers = 0, Reopens = 0, Asks = 0,
            OpenedAt = now, WaitingSince = now, LastCustomerAt = now,
        };
        if (Rota.Choose(scope, of, wanted.Language, now) is { } owner) of = of with { Owner = owner.Who.Name, OwnerName = owner.Name };
        CaseRows.Insert(scope, of);
        if (of.Cause is { } cause) Struck(scope, of, cause, times.Rules);
        var kind = wanted.OfProgram ? EntryKind.Change : by.Who is Actor.System ? EntryKind.Customer : EntryKind.Note;
        CaseEntries.Add(scope, of, kind, by, wanted.Words, now, "opened", inbox: wanted.Inbox);
        // A time is a promise wherever it is told: the dialog that thanks for the complaint tells this one.
        if (times.FirstReply(now) is { } due) CasePromises.Tell(scope, of, PromiseKind.FirstReply, due, CaseHand.Clock, now);
        of = Settle(scope, of, now);
        await NoteAsync(scope, of, Opened, "opened", wanted.Words, CaseHand.StaffOf(of.Owner), wanted.Called);
        return new CaseOutcome.Done(of);
    }

    /// <summary>The customer has said something that belongs to a case: now they wait.</summary>
    /// <param name="key">The same words come once.</param>
    public Case Heard(WriteScope scope, Case of, string words, string? media, long? row, DateTimeOffset now, string? key = null)
    {
        CaseRows.Lock(scope, of.BusinessId);
        return Settle(scope, CustomerWrote(scope, Fresh(scope, of), words, media, row, now, key), now);
    }

    /// <summary>The case is this person's from now on.</summary>
    /// <param name="over">Also if somebody else has it: said knowingly.</param>
    public async ValueTask<CaseOutcome> TakeAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, bool over, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (of.State is CaseState.Closed) return new CaseOutcome.NotNow(of);
        if (of.Owner == by.Who.Name && of.ClaimedAt is not null) return new CaseOutcome.Done(of);
        if (of.ClaimedAt is not null && !over) return Taken(scope, of);
        if (of.Avoid is not null && of.Avoid == by.Who.Name) return new CaseOutcome.NotNow(of);
        var from = of.ClaimedAt is null ? null : of.OwnerName;
        of = Settle(scope, Own(of, by, now), now);
        CaseEntries.Add(scope, of, EntryKind.Transfer, by, from is null ? "taken" : $"taken over from {from}", now);
        await TellNewOwnerAsync(scope, of, from, now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>A person's words to the customer. The first answer claims the case; whoever comes second is told who has it and what was said.</summary>
    public async ValueTask<CaseOutcome> AnswerAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, CaseAnswer answer, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (CaseEntries.Has(scope, of.Id, answer.Key)) return new CaseOutcome.Done(of);
        if (of.ChatId is not { } chat || CaseChats.Address(scope, chat) is not { } address) return new CaseOutcome.NotNow(of);
        if (of.Avoid == by.Who.Name) return new CaseOutcome.Denied(Denial.NotPermitted);
        if (of.ClaimedAt is not null && of.Owner != by.Who.Name) return Taken(scope, of);
        if (answer.NextWordAt is { } next && TooFar(of, next, FurthestWord, now) is { } far) return far;
        var remarks = Remarks(scope, of, answer);
        if (remarks.Any(r => r.Blocks) || !answer.Sure && !remarks.IsEmpty) return new CaseOutcome.Mend(of, remarks);
        // Not before: what is refused changes nothing.
        if (of.State is CaseState.Closed) of = Reopen(scope, of, by, now);
        of = Answered(scope, Own(of, by, now), by, answer, now);
        var reply = new InboundContent.StaffReplied(by.Name ?? businesses.Of(business).Business.Name, answer.Words, answer.StaffChatKey, answer.StaffMessageId, answer.Media, answer.Corrects)
        {
            Case = new(of.Number, of.Title),
        };
        await inbox.AddAsync(scope, new(address.Account, answer.Key, address.ChatKey, reply));
        foreach (var watcher in CaseWatchers.Chats(scope, of)) await inbox.AddAsync(scope, new(watcher.Account, $"{answer.Key}:watch", watcher.ChatKey, reply with { Media = null, Corrects = null, Watched = true }));
        return new CaseOutcome.Done(Settle(scope, of, now)) { Remarks = remarks };
    }

    /// <summary>A word among staff. There is no way from it to the customer, and no clock hears it.</summary>
    public CaseOutcome Note(WriteScope scope, CaseHand by, BusinessId business, CaseId id, string words, DateTimeOffset now, string? key = null)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        var author = by.Who is Actor.Staff member ? StaffRows.Find(scope, member.Id)?.Language : null;
        if (readNote?.Invoke(business, words, author) is { IsEmpty: false } remarks) return new CaseOutcome.Mend(of, remarks);
        CaseEntries.Add(scope, of, EntryKind.Note, by, words, now, key);
        return new CaseOutcome.Done(of);
    }

    /// <summary>The customer was told when the next word comes.</summary>
    public CaseOutcome Promise(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset due, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (!of.IsLive || due <= now) return new CaseOutcome.NotNow(of);
        if (TooFar(of, due, FurthestWord, now) is { } far) return far;
        Told(scope, of, PromiseKind.Word, due, by, now);
        return new CaseOutcome.Done(Settle(scope, of, now));
    }

    /// <summary>Nobody is reminded of it until then; what was promised stays promised.</summary>
    public CaseOutcome Snooze(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset until, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (!of.IsLive || until <= now) return new CaseOutcome.NotNow(of);
        if (TooFar(of, until, LongestSnooze, now) is { } far) return far;
        CaseEntries.Add(scope, of, EntryKind.Change, by, FormattableString.Invariant($"snoozed until {until:yyyy-MM-dd HH:mm}Z"), now);
        return new CaseOutcome.Done(Settle(scope, of with { SnoozedUntil = until }, now));
    }

    /// <summary>Another title; from the first answer on it stays.</summary>
    public CaseOutcome Rename(WriteScope scope, CaseHand by, BusinessId business, CaseId id, string title, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (of.FirstAnswerAt is not null) return new CaseOutcome.NotNow(of);
        if (!CaseTitle.IsTitle(title)) return new CaseOutcome.Mend(of, [new(true, "title", title, "A title is 3 to 10 words that say what it is about.")]);
        CaseEntries.Add(scope, of, EntryKind.Change, by, $"title: {of.Title} → {title}", now);
        return new CaseOutcome.Done(Settle(scope, of with { Title = title }, now));
    }

    /// <summary>Somebody else hears of it: another customer each answer, a colleague what happens.</summary>
    public static CaseOutcome Watch(WriteScope scope, CaseHand by, BusinessId business, CaseId id, ContactId? contact, StaffId? staff, bool watches, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (contact is { } person ? !People.Exists(scope, business, person) : staff is not { } colleague || StaffRows.Find(scope, colleague)?.BusinessId != business) return new CaseOutcome.Unknown();
        if (watches) CaseWatchers.Add(scope, of, contact, staff, by, now);
        else CaseWatchers.Remove(scope, of, contact, staff);
        CaseEntries.Add(scope, of, EntryKind.Change, by, $"{(watches ? "watches" : "watches no more")}: {(contact is { } c ? $"contact:{c}" : $"staff:{staff}")}", now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>The calendar and the rules of a business at this moment.</summary>
    public ServiceTimes Times(RowSource source, BusinessId business, DateTimeOffset now) => ServiceTimes.Of(source, businesses.Of(business), now);

    private static Case Own(Case of, CaseHand by, DateTimeOffset now) => of with
    {
        Owner = by.Who.Name, OwnerName = by.Name ?? (of.Owner == by.Who.Name ? of.OwnerName : null), ClaimedAt = of.Owner == by.Who.Name && of.ClaimedAt is { } since ? since : now,
        OfferedTo = null, OfferedName = null, OfferedBy = null, OfferedAt = null,
    };

    private static CaseOutcome.Taken Taken(RowSource source, Case of) => new(of, of.OwnerName ?? "a colleague", CaseEntries.LastAnswer(source, of.Id));

    /// <summary>What was said keeps what was promised, and starts the next time.</summary>
    private Case Answered(WriteScope scope, Case of, CaseHand by, CaseAnswer answer, DateTimeOffset now)
    {
        CaseEntries.Add(scope, of, EntryKind.Staff, by, answer.Words, now, answer.Key, answer.Media?.Kind);
        if (answer.Corrects is not null) return of;
        CasePromises.Keep(scope, of, now, PromiseKind.FirstReply, PromiseKind.Answer, PromiseKind.Update, PromiseKind.Word);
        of = of with
        {
            State = of.State is CaseState.Resolved ? of.State : answer.Asks ? CaseState.WithCustomer : CaseState.Answered, WaitingSince = null, StepsDone = 0, SnoozedUntil = null,
            FirstWordAt = of.FirstWordAt ?? now, FirstAnswerAt = of.FirstAnswerAt ?? now, LastAnswerAt = now, LastWordAt = now,
        };
        if (answer.NextWordAt is { } next && next > now) Told(scope, of, PromiseKind.Word, next, by, now);
        else if (of is { Kind: CaseKind.Complaint, State: CaseState.Answered }) TellUpdate(scope, of, now);
        return of;
    }

    private void TellUpdate(WriteScope scope, Case of, DateTimeOffset now)
    {
        if (Times(scope, of.BusinessId, now).Update(of.Rhythm, now) is { } next) CasePromises.Tell(scope, of, PromiseKind.Update, next, CaseHand.Clock, now);
    }

    private static void Told(WriteScope scope, Case of, PromiseKind kind, DateTimeOffset due, CaseHand by, DateTimeOffset now)
    {
        CasePromises.Tell(scope, of, kind, due, by, now);
        CaseEntries.Add(scope, of, EntryKind.Promise, by, FormattableString.Invariant($"next word by {due:yyyy-MM-dd HH:mm}Z"), now);
    }

    private ImmutableArray<CaseRemark> Remarks(RowSource source, Case of, CaseAnswer answer) =>
        readDraft is null || answer.Words.Length == 0 ? [] : readDraft(source, of.BusinessId, answer.Words, CaseChats.LanguageOf(source, of), CaseEntries.Unanswered(source, of.Id));

    private static Case CustomerWrote(WriteScope scope, Case of, string words, string? media, long? row, DateTimeOffset now, string? key = null)
    {
        if (CaseEntries.Add(scope, of, EntryKind.Customer, CaseHand.Customer, words, now, key, media, row) is null) return of;
        return of with
        {
            State = of.State is CaseState.Answered or CaseState.WithCustomer ? CaseState.Open : of.State,
            WaitingSince = of.WaitingSince ?? (of.IsLive ? now : null), LastCustomerAt = now,
        };
    }

    /// <summary>Asks whether somebody may, takes the lock and reads the case.</summary>
    private static Case? Find(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset now, out CaseOutcome? no)
    {
        CaseRows.Lock(scope, business);
        no = null;
        if (CaseRows.Find(scope, business, id) is not { } of)
        {
            no = new CaseOutcome.Unknown();
            return null;
        }
        if (Refusals.Check(scope, by.Who, new(Permission.HandleCases, business, of.ShopId, of.ContactId), now) is not { } denial) return of;
        no = new CaseOutcome.Denied(denial);
        return null;
    }

    /// <summary>A moment too far away is a slip, and would keep the case from everybody's eyes.</summary>
    private static CaseOutcome.Mend? TooFar(Case of, DateTimeOffset at, TimeSpan most, DateTimeOffset now) =>
        at <= now + most ? null : new(of, [new(true, "until", "", FormattableString.Invariant($"Too far away: at most {most.TotalDays:0} days from now."))]);

    private static Case Fresh(RowSource source, Case of) => CaseRows.Find(source, of.BusinessId, of.Id) ?? of;

    /// <summary>Writes the case with the next moment at which the clock has to look.</summary>
    private Case Settle(WriteScope scope, Case of, DateTimeOffset now)
    {
        of = of with { NextLookAt = CaseLooks.Next(of, CasePromises.Unsettled(scope, of.Id), Times(scope, of.BusinessId, now)) };
        CaseRows.Save(scope, of);
        return of;
    }

    /// <summary>Shows staff something about a case; a reply to it is an answer in the case.</summary>
    private ValueTask<bool> NoteAsync(WriteScope scope, Case of, string text, string key, string words, StaffId? meant = null, string? called = null, params ReadOnlySpan<(string Name, string Value)> more) => tellStaff(scope, new(
        of.BusinessId, $"case:{of.Id}:{key}", text,
        [
            ("relay.number", of.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("relay.title", of.Title), ("relay.customer", CaseChats.NameOf(scope, of) ?? called ?? "–"),
            ("relay.channel", CaseChats.ChannelOf(scope, of)), ("relay.staff", of.OwnerName ?? "–"), ("relay.words", words),
            ("relay.meant", meant is { } person && StaffRows.Find(scope, person) is { } member ? member.Name : ""), .. more,
        ], of.ChatId)
    {
        About = of.Id, For = meant,
    });

    /// <summary>Something a dialog says about a case.</summary>
    /// <param name="What">One of <see cref="News"/> or <see cref="Ends"/>.</param>
    /// <param name="Key">The same is said once.</param>
    /// <param name="Next">When the customer hears again.</param>
    private sealed record Word(string What, string Key, DateTimeOffset? Next = null)
    {
        public string Event { get; init; } = NewsEvent;
        public long Points { get; init; }
        /// <summary>Nobody says that it is done: it is only asked.</summary>
        public bool Unsigned { get; init; }
        /// <summary>It is a person's own doing: while they have the word in the chat it is said there under their name, not kept until the bot is back.</summary>
        public bool OfPerson { get; init; }
    }

    /// <summary>Has a dialog say something about the case in its chat.</summary>
    private async ValueTask<bool> TellCustomerAsync(WriteScope scope, Case of, Word word, DateTimeOffset now)
    {
        if (of.ChatId is not { } chat || CaseChats.Address(scope, chat) is not { } address) return false;
        CaseEntries.Add(scope, of, EntryKind.Bot, CaseHand.Clock, word.Next is { } at ? FormattableString.Invariant($"{word.What}, next by {at:yyyy-MM-dd HH:mm}Z") : word.What, now, $"told:{word.Key}");
        var queue = word.What is "holding" ? Queue(scope, of, now) : default;
        var said = new InboundContent.Occurred(word.Event, RecordJson.Write(Occasions.Data(
            ("case", new Value.Text(of.Id.ToString())), ("number", new Value.Int(of.Number)), ("title", new Value.Text(of.Title)), ("what", new Value.Text(word.What)),
            ("handler", of.OwnerName is { } handler && !word.Unsigned ? new Value.Text(handler) : null), ("next", word.Next is { } due ? new Value.Instant(due) : null), ("points", new Value.Int(word.Points)),
            ("last_answer", of.LastAnswerAt is { } answered ? new Value.Instant(answered) : null), ("ahead", queue.Ahead > 0 ? new Value.Int(queue.Ahead) : null),
            ("meanwhile", word.What is "holding" && Times(scope, of.BusinessId, now).Rules.Meanwhile(CaseChats.LanguageOf(scope, of)) is { } meanwhile ? new Value.Text(meanwhile) : null))));
        var key = $"case:{of.Id}:{word.Key}";
        if (!word.OfPerson) return await inbox.AddAsync(scope, new(address.Account, key, address.ChatKey, said));
        var reply = new InboundContent.StaffReplied(of.OwnerName ?? businesses.Of(of.BusinessId).Business.Name, "", "", "") { Case = new(of.Number, of.Title), News = new(word.What, word.Points, said) };
        return await inbox.AddAsync(scope, new(address.Account, key, address.ChatKey, reply));
    }
}
