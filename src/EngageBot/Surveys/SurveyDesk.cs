using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Plays;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>Somebody is about to be asked.</summary>
/// <param name="Trigger">After what; any survey that is asked after it may be the one.</param>
/// <param name="Survey">This very one, instead.</param>
/// <param name="About">As the contact policy calls what asks; absent where the customer's own deed does.</param>
/// <param name="Again">Asked once more, because a low score of it brought a case: that it was asked before is why.</param>
internal sealed record SurveyWish(AskedPerson Person, SurveyTrigger? Trigger, string? Survey, Proactive? About, bool Again = false);

/// <summary>Whoever answers.</summary>
/// <param name="Inbox">The row in which they did.</param>
internal sealed record SurveyHand(BusinessId Business, ContactId Contact, string Language, long? Inbox = null);

/// <summary>What was answered to one question.</summary>
internal sealed record SurveyReply(long? Score = null, string? Pick = null, string? Words = null);

/// <summary>Asks surveys and takes their answers, one at a time and each kept as it comes.</summary>
internal sealed class SurveyDesk(LivePlays live, LowScores low)
{
    /// <summary>The dialog that plays every survey; what other plays ask counts for the cooldown, too.</summary>
    public const string Dialog = "survey";

    /// <summary>Words of one answer, in characters.</summary>
    public const int WordsMax = 1_500;

    /// <summary>Looks whether there is a survey for somebody now, and begins it.</summary>
    /// <remarks>Each survey that is not asked leaves its reason where every other thing that was not sent leaves it.</remarks>
    public SurveyStep Begin(WriteScope scope, SurveyWish wish, DateTimeOffset now)
    {
        var person = wish.Person;
        // Two occasions of one person must not both find that nothing was asked lately.
        SurveyBook.Lock(scope, person.Contact);
        var candidates = RuleBook.All(scope, person.Business, SurveyRules.Kind, now)
            .Where(s => !s.Rules.ByStaff && (wish.Survey is { } named ? s.Key == named : wish.Trigger is { } trigger && s.Rules.AskedAfter.Contains(trigger))).ToImmutableArray();
        foreach (var survey in candidates)
            if (SurveyBook.On(scope, person.Business, person.Contact, survey.Key, person.Occasion) is { } begun && SurveyBook.RulesOf(scope, person.Business, begun.Survey, begun.Version) is { } rules)
                return StepOf(begun, rules, SurveyBook.Answers(scope, begun.Id));
        if (candidates.IsEmpty || MayNotAsk(scope, wish, now)) return new SurveyStep.Nothing();
        var past = SurveyBook.Past(scope, person.Business, person.Contact, OtherPlays(scope));
        SurveyStep? step = null;
        foreach (var survey in candidates)
        {
            var answered = survey.Rules.Quota is null ? 0 : SurveyBook.Answered(scope, person.Business, survey.Key);
            if (SurveyGate.Judge(survey.Key, wish.Again ? survey.Rules with { Recontact = new() } : survey.Rules, person.Contact, past, answered, now) is { } no)
            {
                NotSent.Record(scope, person.Business, person.Contact, new($"survey:{survey.Key}", person.Occasion), no, now);
                continue;
            }
            if (step is not null) continue;
            SurveyBook.Add(scope, person, survey, now);
            past.Add(new(survey.Key, now, false));
            step = StepOf(SurveyBook.On(scope, person.Business, person.Contact, survey.Key, person.Occasion)!, survey.Rules, []);
        }
        return step ?? new SurveyStep.Nothing();
    }

    /// <summary>Keeps an answer and says what comes then. The same answer again changes nothing.</summary>
    public async ValueTask<SurveyStep> AnswerAsync(WriteScope scope, SurveyHand hand, long id, string question, SurveyReply reply, DateTimeOffset now)
    {
        if (Find(scope, hand.Business, hand.Contact, id) is not var (ask, rules)) return new SurveyStep.Closed();
        var answers = SurveyBook.Answers(scope, id);
        if (now >= ask.ClosesAt) return Close(scope, ask, now);
        if (rules.Find(question) is not { } asked || AnswerOf(asked, answers.FirstOrDefault(a => a.Question == question), reply) is not { } answer) return StepOf(ask, rules, answers);
        if (IsFull(scope, ask, rules))
        {
            SurveyBook.Move(scope, id, SurveyState.Left, false, ask.Low, now);
            return new SurveyStep.Full();
        }
        SurveyBook.Put(scope, ask, answer, now);
        return await MovedAsync(scope, hand, ask, rules, Replace(answers, answer), answer, now);
    }

    /// <summary>A question is left out; of several, these were all.</summary>
    public async ValueTask<SurveyStep> SkipAsync(WriteScope scope, SurveyHand hand, long id, string question, DateTimeOffset now)
    {
        if (Find(scope, hand.Business, hand.Contact, id) is not var (ask, rules)) return new SurveyStep.Closed();
        var answers = SurveyBook.Answers(scope, id);
        if (now >= ask.ClosesAt) return Close(scope, ask, now);
        if (rules.Find(question) is not { } asked) return StepOf(ask, rules, answers);
        var known = answers.FirstOrDefault(a => a.Question == question);
        var answer = asked.Kind == SurveyKind.Several && known is not null ? known with { Complete = true } : new GivenAnswer(question, null, [], null, true);
        SurveyBook.Put(scope, ask, answer, now);
        return await MovedAsync(scope, hand, ask, rules, Replace(answers, answer), answer, now);
    }

    /// <summary>They stopped, or fell silent: what they said stays, and nothing more is asked.</summary>
    public static void Leave(WriteScope scope, BusinessId business, ContactId contact, long id, DateTimeOffset now)
    {
        if (SurveyBook.Of(scope, business, contact, id) is { State: SurveyState.Asked or SurveyState.Answering } ask) SurveyBook.Move(scope, id, SurveyState.Left, false, ask.Low, now);
    }

    /// <summary>What comes next by what was said so far.</summary>
    public static SurveyStep StepOf(OpenAsk ask, SurveyRules rules, ImmutableArray<GivenAnswer> answers) =>
        SurveyWalk.Of(rules, answers).Open is { } open
            ? new SurveyStep.Ask(ask, rules, open, answers.FirstOrDefault(a => a.Question == open.Id)?.Picks ?? [], answers.IsEmpty)
            : new SurveyStep.Thanks(ask, rules, ask.ThankedAt is not null, ask.CaseId is not null);

    private async ValueTask<SurveyStep> MovedAsync(
        WriteScope scope, SurveyHand hand, OpenAsk ask, SurveyRules rules, ImmutableArray<GivenAnswer> answers, GivenAnswer given, DateTimeOffset now)
    {
        var way = SurveyWalk.Of(rules, answers).Way.Select(q => q.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var left in answers.Where(a => !way.Contains(a.Question))) SurveyBook.Forget(scope, ask.Id, left.Question);
        answers = [.. answers.Where(a => way.Contains(a.Question))];
        var walk = SurveyWalk.Of(rules, answers);
        var isLow = rules.OpensCases && answers.Any(rules.IsLow);
        SurveyBook.Move(scope, ask.Id, walk.Open is null ? SurveyState.Done : SurveyState.Answering, answers.Any(a => !a.IsEmpty), isLow, now);
        SurveyRecords.Keep(scope, ask, rules.Find(given.Question)!, given, now);
        var moved = ask with { Low = isLow };
        if (await low.LookAsync(scope, moved, rules, answers, given, hand, now) is { } opened) moved = moved with { CaseId = opened };
        return StepOf(moved, rules, answers);
    }

    private static (OpenAsk Ask, SurveyRules Rules)? Find(WriteScope scope, BusinessId business, ContactId contact, long id)
    {
        SurveyBook.Lock(scope, contact);
        return SurveyBook.Of(scope, business, contact, id) is { } ask && SurveyBook.RulesOf(scope, business, ask.Survey, ask.Version) is { } rules ? (ask, rules) : null;
    }

    /// <summary>The last place is given once, however many answer at that moment.</summary>
    private static bool IsFull(WriteScope scope, OpenAsk ask, SurveyRules rules)
    {
        if (rules.Quota is not { } quota || ask.AnsweredAt is not null) return false;
        scope.Lock($"survey-quota:{ask.Business}:{ask.Survey}");
        return SurveyBook.Answered(scope, ask.Business, ask.Survey) >= quota;
    }

    private static SurveyStep.Closed Close(WriteScope scope, OpenAsk ask, DateTimeOffset now)
    {
        if (ask.State is SurveyState.Asked or SurveyState.Answering) SurveyBook.Move(scope, ask.Id, SurveyState.Left, false, ask.Low, now);
        return new SurveyStep.Closed();
    }

    private static GivenAnswer? AnswerOf(SurveyQuestion question, GivenAnswer? known, SurveyReply reply)
    {
        switch (question.Kind)
        {
            case SurveyKind.Text:
                return reply.Words?.Trim() is { Length: > 0 } words ? new(question.Id, null, [], WholeText.Cut(words, WordsMax), true) : null;
            case SurveyKind.Choice:
                return question.Options.Any(o => o.Id == reply.Pick) ? new(question.Id, null, [reply.Pick!], null, true) : null;
            case SurveyKind.Several:
                if (!question.Options.Any(o => o.Id == reply.Pick)) return null;
                ImmutableArray<string> picks = known is null ? [reply.Pick!] : known.Picks.Contains(reply.Pick!) ? known.Picks : known.Picks.Add(reply.Pick!);
                return new(question.Id, null, picks, null, picks.Length == question.Options.Length);
            default:
                return reply.Score is { } score && question.Scale is var (least, most) && score >= least && score <= most ? new(question.Id, score, [], null, true) : null;
        }
    }

    private static ImmutableArray<GivenAnswer> Replace(ImmutableArray<GivenAnswer> answers, GivenAnswer answer) => [.. answers.Where(a => a.Question != answer.Question), answer];

    /// <summary>What a play begins has passed the gate; what the customer's own deed begins asks it here whether questions are wanted at all.</summary>
    private static bool MayNotAsk(WriteScope scope, SurveyWish wish, DateTimeOffset now)
    {
        if (wish.About is not null) return false;
        var about = new Proactive($"survey:{wish.Survey ?? SnakeCase.Of(wish.Trigger.ToString()!)}", wish.Person.Occasion);
        if (ContactPolicy.Ask(scope, new(wish.Person.Business, Purpose.Survey, about), [wish.Person.Contact], now)[0].Permit is not SendPermit.No no) return false;
        NotSent.Record(scope, wish.Person.Business, wish.Person.Contact, about, no, now);
        return true;
    }

    /// <summary>Whether another play may ask somebody something: the clock of the cooldown is one for all.</summary>
    public SendPermit.No? Guard(WriteScope scope, PlayInForce play, ContactId contact, DateTimeOffset now)
    {
        if (!Asks(play.Play)) return null;
        SurveyBook.Lock(scope, contact);
        return SurveyBook.Past(scope, play.Business, contact, OtherPlays(scope)).Any(p => p.At > now.AddDays(-SurveyCooldown.UsualDays))
            ? new(NoSend.AskedLately, $"The contact was asked something less than {SurveyCooldown.UsualDays} days ago.")
            : null;
    }

    private ImmutableHashSet<string> OtherPlays(WriteScope scope) => [.. live.All(scope).Values.Where(Asks).Select(p => p.Name)];

    /// <summary>A play that asks something itself: surveys have rows of their own, and to tell what was changed is no question.</summary>
    private static bool Asks(Play play) => play.Purpose == Purpose.Survey && play.Dialog is not (Dialog or ChangeClock.Play);
}
