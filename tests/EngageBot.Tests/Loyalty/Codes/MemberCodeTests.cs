using EngageBot.Loyalty.Codes;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Codes;

/// <summary>The digits a member shows at the till.</summary>
public class MemberCodeTests : IAsyncLifetime
{
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    private LoyaltyWorld _world = null!;
    private MemberCodes _codes = null!;
    private ContactId _ana;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync(database: Database);
        _codes = new(await MasterKey.LoadAsync(_world.Store, _world.Clock, Cancellation));
        _ana = await _world.MemberAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    [Trait("Row", "S2")]
    public async Task A_code_shown_in_time_names_the_member_who_made_it()
    {
        var code = await MakeAsync(_ana);
        Assert.Equal(8, code.Digits.Length);
        Assert.Equal(_world.Now.AddMinutes(2), code.EndsAt);
        var shown = Assert.IsType<CodeOutcome.Shown>(await TakeAsync(code.Spaced, Till(1)));
        Assert.Equal((_world.Business, _ana), (shown.Business, shown.Contact));
    }

    [Fact]
    [Trait("Pitfall", "P7")]
    public async Task A_photographed_code_is_worth_nothing_at_another_till_or_later()
    {
        var code = await MakeAsync(_ana);
        Assert.IsType<CodeOutcome.Shown>(await TakeAsync(code.Digits, Till(1)));
        Assert.IsType<CodeOutcome.Unknown>(await TakeAsync(code.Digits, Till(2)));
        _world.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.IsType<CodeOutcome.Unknown>(await TakeAsync(code.Digits, Till(1)));
    }

    [Fact]
    public async Task A_till_that_got_no_answer_may_ask_with_the_same_code_again()
    {
        var code = await MakeAsync(_ana);
        var first = await TakeAsync(code.Digits, Till(1));
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(first, await TakeAsync(code.Digits, Till(1)));
    }

    [Fact]
    public async Task A_code_ends_after_two_minutes_by_the_servers_clock()
    {
        var code = await MakeAsync(_ana);
        _world.Clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromMilliseconds(1));
        var late = await MakeAsync(await _world.MemberAsync());
        Assert.IsType<CodeOutcome.Shown>(await TakeAsync(code.Digits, Till(1)));
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.IsType<CodeOutcome.Unknown>(await TakeAsync(late.Digits, Till(1)));
    }

    [Fact]
    public async Task A_new_code_ends_the_one_before()
    {
        var old = await MakeAsync(_ana);
        var code = await MakeAsync(_ana);
        Assert.IsType<CodeOutcome.Unknown>(await TakeAsync(old.Digits, Till(1)));
        Assert.IsType<CodeOutcome.Shown>(await TakeAsync(code.Digits, Till(1)));
    }

    [Fact]
    public async Task Fifty_tills_that_scan_one_code_at_once_leave_it_to_one()
    {
        var code = await MakeAsync(_ana);
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 50).Select(n => TakeAsync(code.Digits, Till(n))));
        Assert.Single(outcomes.OfType<CodeOutcome.Shown>());
    }

    [Fact]
    [Trait("Pitfall", "P7")]
    public async Task Guessing_ends_after_ten_tries_a_minute_and_sixty_an_hour_and_other_tills_go_on()
    {
        for (var i = 0; i < 10; i++) Assert.IsType<CodeOutcome.Unknown>(await TakeAsync("0000 0000", Till(1)));
        var code = await MakeAsync(_ana);
        Assert.Equal(new CodeOutcome.TooManyTries(_world.Now.AddMinutes(1)), await TakeAsync(code.Digits, Till(1)));
        Assert.IsType<CodeOutcome.Shown>(await TakeAsync(code.Digits, Till(2)));
        for (var minute = 1; minute < 6; minute++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            for (var i = 0; i < 10; i++) Assert.IsType<CodeOutcome.Unknown>(await TakeAsync("no digits", Till(1)));
        }
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new CodeOutcome.TooManyTries(_world.Now.AddMinutes(54)), await TakeAsync("0000 0000", Till(1)));
        _world.Clock.Advance(TimeSpan.FromMinutes(54));
        Assert.IsType<CodeOutcome.Shown>(await TakeAsync((await MakeAsync(_ana)).Digits, Till(1)));
    }

    [Fact]
    public async Task Tries_at_the_same_instant_are_counted_one_by_one()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TakeAsync("0000 0000", Till(1))));
        Assert.Equal((10, 30), (outcomes.Count(o => o is CodeOutcome.Unknown), outcomes.Count(o => o is CodeOutcome.TooManyTries)));
    }

    [Fact]
    public async Task A_till_of_another_business_learns_nothing_from_a_code()
    {
        var code = await MakeAsync(_ana);
        var other = BusinessId.New(_world.Now);
        var outcome = await _world.WriteAsync(scope => _codes.Take(scope, new Actor.System("test"), other, null, code.Digits, _world.Now));
        Assert.IsType<CodeOutcome.Unknown>(outcome);
    }

    [Fact]
    public async Task The_table_does_not_hold_the_digits()
    {
        var code = await MakeAsync(_ana);
        var hash = await _world.Store.ReadRowsAsync("SELECT hash FROM member_codes", _ => { }, row => row.GetFieldValue<byte[]>(0), Cancellation);
        Assert.Equal(32, hash.Single().Length);
        Assert.DoesNotContain(code.Digits, Convert.ToHexString(hash.Single()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_and_tries_are_forgotten_after_a_day()
    {
        await MakeAsync(_ana);
        await TakeAsync("0000 0000", Till(1));
        Assert.Equal(0, await MemberCodes.PruneAsync(_world.Store, _world.Now.AddHours(23), Cancellation));
        Assert.Equal(2, await MemberCodes.PruneAsync(_world.Store, _world.Now.AddHours(25), Cancellation));
    }

    [Fact]
    public async Task Whoever_may_not_look_members_up_is_told_so_and_the_no_is_kept()
    {
        var code = await MakeAsync(_ana);
        var outcome = await _world.WriteAsync(scope => _codes.Take(scope, new Actor.TillKey(1, _world.Business, _world.Shop, []), _world.Business, _world.Shop, code.Digits, _world.Now));
        Assert.Equal(new CodeOutcome.Denied(Denial.NotPermitted), outcome);
        Assert.Equal(1, await _world.CountAsync("refusals"));
    }

    private Actor.TillKey Till(long key) => new(key, _world.Business, _world.Shop, [Permission.LookUpMember]);

    private Task<NewMemberCode> MakeAsync(ContactId contact) => _world.WriteAsync(scope => _codes.Make(scope, _world.Business, contact, _world.Now));

    private Task<CodeOutcome> TakeAsync(string written, Actor actor) =>
        _world.WriteAsync(scope => _codes.Take(scope, actor, _world.Business, _world.Shop, written, _world.Now));
}

public sealed class MemberCodeTestsOnPostgres : MemberCodeTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 16 });
}
