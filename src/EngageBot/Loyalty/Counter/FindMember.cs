using System.Diagnostics;
using EngageBot.Businesses;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Codes;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Counter;

/// <summary>Finds the member who stands at the counter: by the code they show, else by card number or phone.</summary>
[DialogAction("till.find", Repeatable = true)]
internal sealed class FindMember(MemberCodes codes) : IDialogAction<FindMember.Input, CounterAnswer>
{
    /// <param name="Written">As typed or scanned.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string? Shop, string Written);

    public ValueTask<ActionResult<CounterAnswer>> RunAsync(Input input, ActionContext context)
    {
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        var (found, no) = visit is null ? (null, why) : Find(visit, input.Written.Trim(), context);
        return new(new ActionResult<CounterAnswer>.Done(found is { } member
            ? CounterAnswer.Done(context.Scope, member.ToString(), context.Language, context.Now, changes: [])
            : CounterAnswer.No(no!, context.Scope, null, context.Language, context.Now)));
    }

    private (ContactId? Member, string? Why) Find(CounterVisit visit, string written, ActionContext context)
    {
        // Who is not found counts as a wrong try either way: neither codes nor phones are to be guessed here.
        var isCode = written.Count(char.IsAsciiDigit) == 8 && written.All(c => char.IsAsciiDigit(c) || c is ' ' or '-');
        if (isCode)
        {
            switch (codes.Take(context.Scope, visit.Actor, visit.Business, visit.Shop, written, context.Now))
            {
                case CodeOutcome.Shown shown: return (shown.Contact, null);
                case CodeOutcome.TooManyTries: return (null, CounterWhy.TooManyTries);
                case CodeOutcome.Denied denied: return (null, CounterWhy.Of(denied.Why));
                case CodeOutcome.Unknown: break;
                default: throw new UnreachableException();
            }
        }
        else
        {
            if (Refusals.Check(context.Scope, visit.Actor, new(Permission.LookUpMember, visit.Business, visit.Shop), context.Now) is { } denial) return (null, CounterWhy.Of(denial));
            if (CodeTries.ClosedUntil(context.Scope, visit.Actor.Name, context.Now) is not null) return (null, CounterWhy.TooManyTries);
        }
        if (MemberLookup.ByNumber(context.Scope, visit.Business, written) is { } byNumber) return (byNumber, null);
        var callingCode = BusinessSetup.All(context.Scope).First(b => b.Id == visit.Business).CallingCode;
        if (PhoneNumber.Parse(written, callingCode) is { } phone && MemberLookup.ByPhone(context.Scope, visit.Business, phone) is { } byPhone) return (byPhone, null);
        if (!isCode) CodeTries.Count(context.Scope, visit.Actor.Name, context.Now);
        Refusals.Write(context.Scope, visit.Actor, new(Permission.LookUpMember, visit.Business, visit.Shop), CounterWhy.UnknownMember, null, context.Now);
        return (null, CounterWhy.UnknownMember);
    }
}
