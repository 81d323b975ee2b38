using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Till;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Staff;

/// <summary>Every verb that somebody can call asks whether they may: all there are, found in the program itself, so that a new one without a check fails here.</summary>
public sealed class VerbsAskTests
{
    private static readonly Assembly Program = typeof(Actor).Assembly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>What takes an actor and is no verb: the question itself, what is written once it was asked, and steps of a verb.</summary>
    private static readonly string[] NoVerbs =
    [
        "Refusals.Check", "Refusals.Write", "CounterDeeds.Add",
        "Redemptions.GiveBack",        // a step of undoing, which has asked
    ];

    public static TheoryData<string> RoleWords => [.. Roles.OfKeys.Select(role => role.Word())];

    [Fact]
    public void Every_method_that_takes_an_actor_asks_or_hands_it_to_one_that_does()
    {
        var verbs = Verbs().ToList();
        Assert.True(verbs.Count > 30, "The search has lost its way.");
        Assert.Empty(verbs.Where(verb => !Asks(verb)).Select(Name));
        Assert.Empty(NoVerbs.Except(All().Select(Name)));                                          // none in the list that is gone
    }

    [Theory, MemberData(nameof(RoleWords))]
    public async Task Each_role_may_what_its_table_says_at_every_verb_and_nothing_else(string word)
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var (role, member) = (Roles.Parse(word)!.Value, await world.MemberAsync());
        var (business, shop, now) = (world.Business, world.Shop, world.Now);
        var codes = new MemberCodes(await MasterKey.LoadAsync(world.Store, world.Clock, LoyaltyWorld.Cancellation));
        var wanted = new WantedRedemption(business, shop, 1000, "EUR") { Purse = new(business, member), Points = 5 };
        var shown = new VoucherShown(business, shop, "22222-22222");
        (Permission What, Func<WriteScope, Actor, object?> Call)[] verbs =
        [
            (Permission.RecordPurchase, (scope, actor) => Cards.Issue(scope, actor, new(business, shop, "0001", CardKind.Personal, member), now)),
            (Permission.LookUpMember, (scope, actor) => codes.Take(scope, actor, business, shop, "12345678", now)),
            (Permission.Redeem, (scope, actor) => Redemptions.Quote(scope, actor, wanted, now)),
            (Permission.Redeem, (scope, actor) => Redemptions.Reserve(scope, actor, wanted, now)),
            (Permission.Redeem, (scope, actor) => Vouchers.Quote(scope, actor, shown, now)),
            (Permission.Redeem, (scope, actor) => Vouchers.Reserve(scope, actor, shown, "r", now)),
            (Permission.Redeem, (scope, actor) => Vouchers.Redeem(scope, actor, shown, "r", now)),
            (Permission.Redeem, (scope, actor) => Vouchers.Refuse(scope, actor, shown, RefusalReason.Other, now)),
            (Permission.UndoAtTill, (scope, actor) => Vouchers.Reverse(scope, actor, business, shop, VoucherId.New(now), "r", now)),
            (Permission.AdjustPoints, (scope, actor) => AdjustPoints.Run(scope, actor, new(business, member, 10, "a reason", $"a:{actor.Name}", now), now)),
            (Permission.EditRules, (scope, actor) => RuleDesk.Edit(scope, actor, new(business, ProgrammeRules.Kind, "club", "{}"), now)),
            (Permission.ManageStaff, (scope, actor) => RuleDesk.Edit(scope, actor, new(business, RoleRules.Kind, RoleRules.Key, "{}"), now)),
            (Permission.ManageStaff, (scope, actor) => StaffInvitations.Invite(scope, actor, business, new("Eve", Role.Owner, [], "en"), StaffInvitations.DefaultLife, now)),
        ];
        Actor[] actors =
        [
            new Actor.TillKey(7, business, shop, RoleBook.Default.Of(role)),
            new Actor.Staff(StaffId.New(now), business, Active: true, RoleBook.Default.Of(role), [], []),
        ];
        foreach (var actor in actors)
            foreach (var (n, (what, call)) in verbs.Index())
            {
                var outcome = await world.WriteAsync(scope => call(scope, actor));
                Assert.Equal((n, what, actor.May(what)), (n, what, outcome?.GetType().Name is not "Denied"));
            }
    }

    [Fact]
    public void A_method_that_does_not_ask_is_found()
    {
        Assert.False(Asks(typeof(VerbsAskTests).GetMethod(nameof(Careless), BindingFlags.NonPublic | BindingFlags.Static)!));
        Assert.True(Asks(typeof(AdjustPoints).GetMethod(nameof(AdjustPoints.Run))!));
    }

    private static string Careless(WriteScope scope, Actor actor) => $"{scope} {actor.Name}";

    private static IEnumerable<MethodInfo> All() => Program.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => (method.IsPublic || method.IsAssembly) && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute)) && TakesActor(method));

    private static IEnumerable<MethodInfo> Verbs() => All().Where(method => !NoVerbs.Contains(Name(method)));

    private static bool TakesActor(MethodBase method) =>
        method.GetParameters() is [var scope, var actor, ..] && scope.ParameterType == typeof(WriteScope) && actor.ParameterType == typeof(Actor);

    private static string Name(MethodBase method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>Whether a method, or a step of it in its own type, asks; or hands its actor to a verb of another type.</summary>
    private static bool Asks(MethodBase verb)
    {
        var (seen, left) = (new HashSet<MethodBase>(), new Stack<MethodBase>([verb]));
        while (left.TryPop(out var method))
        {
            if (!seen.Add(method)) continue;
            foreach (var called in Called(method))
            {
                if (called.DeclaringType == typeof(Refusals) && called.Name == nameof(Refusals.Check)) return true;
                if (typeof(Actor).IsAssignableFrom(called.DeclaringType) && called.Name is nameof(Actor.May) or nameof(Actor.Denies)) return true;
                var own = Outermost(called.DeclaringType) == Outermost(verb.DeclaringType);
                if (!own && TakesActor(called) && !NoVerbs.Contains(Name(called))) return true;
                if (own) left.Push(called);
            }
        }
        return false;
    }

    private static Type? Outermost(Type? type)
    {
        while (type?.DeclaringType is { } outer) type = outer;
        return type;
    }

    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        if (method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType is { } machine)
            yield return machine.GetMethod("MoveNext", BindingFlags.NonPublic | BindingFlags.Instance)!;
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) yield break;
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? Codes[unchecked((short)(0xFE00 | il[at + 1]))] : Codes[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod && Resolve(method, BitConverter.ToInt32(il, at)) is { } called) yield return called;
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase from, int token)
    {
        try
        {
            return from.Module.ResolveMethod(token, from.DeclaringType?.GetGenericArguments(), from.IsGenericMethod ? from.GetGenericArguments() : null);
        }
        catch (ArgumentException)
        {
            return null;    // of a generic type that is open here
        }
    }
}
