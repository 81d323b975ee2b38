using System.Net;
using System.Text.Json;
using EngageBot.Loyalty;
using EngageBot.Staff;

namespace EngageBot.Tests.Http;

public sealed class RulesApiTests : IAsyncLifetime
{
    private const string Path = "/api/v1/rules/programme/points";
    private TillHost _till = null!;
    private string _owner = "";
    private int _requests;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync();
        _owner = (await _till.Keys.CreateAsync(_till.World.Business, _till.World.Shop, "office", TestContext.Current.CancellationToken, nameof(Role.Owner).ToLowerInvariant())).Secret;
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    [Fact]
    public async Task Rules_are_read_changed_and_read_again_and_every_version_stays()
    {
        var before = await GetAsync(Path);
        Assert.Equal((HttpStatusCode.OK, 1, "\"1\""), (before.Status, before.Body.GetProperty("version").GetInt32(), before.Headers.ETag!.Tag));
        var done = await PutAsync(Path, Edited(before, points: 3), ("If-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.OK, 2, true), (done.Status, done.Body.GetProperty("version").GetInt32(), done.Body.GetProperty("changed").GetBoolean()));
        Assert.Equal(3, (await GetAsync(Path)).Body.GetProperty("rules").GetProperty("earn").GetProperty("points").GetInt32());
        Assert.Equal(1, (await GetAsync(Path + "?version=1")).Body.GetProperty("rules").GetProperty("earn").GetProperty("points").GetInt32());
        var versions = (await GetAsync(Path + "/versions")).Body.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetInt32());
        Assert.Equal([2, 1], versions);
        Assert.Equal(1, await _till.World.CountAsync("audit"));    // who published what, for ever
    }

    [Fact]
    public async Task Two_editors_do_not_overwrite_each_other()
    {
        var seen = await GetAsync(Path);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(Path, Edited(seen, points: 3), ("If-Match", "\"1\""))).Status);
        var late = await PutAsync(Path, Edited(seen, points: 4), ("If-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "/problems/rules-version-differs"), (late.Status, late.ProblemType));
        var blind = await PutAsync(Path, Edited(seen, points: 4));
        Assert.Equal((HttpStatusCode.PreconditionRequired, "/problems/rules-version-missing"), (blind.Status, blind.ProblemType));
        Assert.Equal(2, await _till.World.CountAsync("rules"));
    }

    [Fact]
    public async Task Rules_of_December_are_written_in_March_and_hold_from_December()
    {
        var seen = await GetAsync(Path);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(Path + "?from=2026-12-01", Edited(seen, points: 3), ("If-Match", "\"1\""))).Status);
        Assert.Equal(1, (await GetAsync(Path)).Body.GetProperty("version").GetInt32());
        Assert.Equal(2, (await GetAsync(Path + "?at=2026-12-01")).Body.GetProperty("version").GetInt32());
        Assert.Equal("/problems/rules-invalid", (await PutAsync(Path + "?from=2026-01-01", Edited(seen, points: 3), ("If-Match", "*"))).ProblemType);    // not into the past
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_path_and_nothing_is_written()
    {
        var seen = await GetAsync(Path);
        var wrong = await PutAsync(Path, Edited(seen, points: -1), ("If-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/problems/rules-invalid"), (wrong.Status, wrong.ProblemType));
        Assert.Equal("earn.points", Assert.Single(wrong.Body.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal("/problems/rules-invalid", (await PutAsync(Path, "no json", ("If-Match", "\"1\""))).ProblemType);
        Assert.Equal("/problems/rules-unknown", (await PutAsync("/api/v1/rules/nonsense/points", "{}", ("If-Match", "*"))).ProblemType);
        Assert.Equal(1, await _till.World.CountAsync("rules"));
    }

    [Fact]
    public async Task New_rules_are_created_listed_and_withdrawn()
    {
        var body = Edited(await GetAsync(Path), points: 2);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("/api/v1/rules/programme/club", body, ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync("/api/v1/rules/programme/club", body, ("If-None-Match", "*"))).Status);
        Assert.Equal(["club", "points"], await KeysAsync());
        var ended = await _till.SendAsync(HttpMethod.Delete, "/api/v1/rules/programme/club", key: _owner, headers: [("If-Match", "\"1\""), ("Idempotency-Key", "d-1")]);
        Assert.Equal((HttpStatusCode.OK, 2), (ended.Status, ended.Body.GetProperty("version").GetInt32()));
        Assert.Equal(["points"], await KeysAsync());
        Assert.Equal("/problems/rules-unknown", (await GetAsync("/api/v1/rules/programme/club")).ProblemType);
    }

    [Fact]
    public async Task A_till_neither_sees_nor_changes_rules_and_the_try_is_kept()
    {
        Assert.Equal((HttpStatusCode.Forbidden, "/problems/not-permitted"), (await _till.SendAsync(HttpMethod.Get, Path)) is var read ? (read.Status, read.ProblemType) : default);
        var written = await _till.SendAsync(HttpMethod.Put, Path, Edited(await GetAsync(Path), 3), headers: [("If-Match", "*"), ("Idempotency-Key", "k-1")]);
        Assert.Equal((HttpStatusCode.Forbidden, 1), (written.Status, await _till.World.CountAsync("refusals")));
    }

    [Fact]
    public async Task The_same_rules_again_make_no_new_version()
    {
        var seen = await GetAsync(Path);
        var same = await PutAsync(Path, Edited(seen, points: 1), ("If-Match", "\"1\""));
        Assert.Equal((1, false), (same.Body.GetProperty("version").GetInt32(), same.Body.GetProperty("changed").GetBoolean()));
    }

    private Task<TillAnswer> GetAsync(string path) => _till.SendAsync(HttpMethod.Get, path, key: _owner);

    private Task<TillAnswer> PutAsync(string path, string body, params (string Name, string Value)[] headers) =>
        _till.SendAsync(HttpMethod.Put, path, body, _owner, [("Idempotency-Key", $"k-{++_requests}"), .. headers]);

    private async Task<IEnumerable<string?>> KeysAsync() =>
        (await GetAsync("/api/v1/rules/programme")).Body.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("key").GetString()).ToList();

    private static string Edited(TillAnswer seen, long points)
    {
        var rules = ProgrammeRules.Kind.Parse(seen.Body.GetProperty("rules").GetRawText()).Rules!;
        return JsonSerializer.Serialize(rules with { Earn = rules.Earn! with { Points = points } }, ProgrammeJson.Default.ProgrammeRules);
    }
}
