using System.Collections.Concurrent;
using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>Actions outside the database: after the commit, at least once, and the dialog hears how it went.</summary>
public sealed class OutboxActionTalks : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly Crm _crm = new();
    private EngageHost _host = null!;
    private HouseTalk _talk = null!;

    public async ValueTask InitializeAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        var dialogs = Repository.CopyOfDialogs();
        var schema = Path.Combine(dialogs, "_shared", "actions.schema.json");
        await File.WriteAllTextAsync(schema, (await File.ReadAllTextAsync(schema, stop)).Replace("\"actions\": [", """
            "actions": [
            {"name": "crm.note", "mode": "outbox", "mayFail": true, "repeatable": false, "parameters": {"text": "text"}, "results": {"number": "int"}, "errors": ["full", "unavailable"]},
            """, StringComparison.Ordinal), stop);
        var folder = Directory.CreateDirectory(Path.Combine(dialogs, "tell")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "dialog.yaml"), """
            dialog: tell
            version: 1
            start: what
            starts: {command: tell}
            slots: {note: {type: text, max: 99}, number: {type: int}, why: {type: text}}
            defaults: {retries: {max: 2, go: person}, timeout: {after: 24h, go: gone}}
            states:
              what:   {ask: note, next: send}
              send:   {do: crm.note, with: {text: note}, save: {number: result.number}, next: sent, fail: {set: {why: error.code}, go: failed}}
              person: {call: human, next: gone}
              sent:   {final: sent, say: sent}
              failed: {final: failed, say: failed}
              gone:   {final: gone}
            """, stop);
        foreach (var language in (string[])["en", "ru", "sq"])
            await File.WriteAllTextAsync(Path.Combine(folder, language + ".yaml"), """
                words.command: {name: tell, description: Tell}
                what: {ask: What shall we note?}
                sent: "Noted under {number}."
                failed: "Not noted: {why}."
                """, stop);
        _host = await EngageHost.StartAsync(_clock, change: builder =>
        {
            builder.Services.AddSingleton(_crm);
            builder.Services.AddDialogAction<NoteInCrm>();
        }, settings: [$"--Dialogs:Directory={dialogs}", "--demo=false", "--Business:Language=en"]);
        _talk = new HouseTalk(_host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task It_runs_once_after_the_commit_and_its_result_goes_on_with_the_dialog()
    {
        await AskAsync("Likes oat milk");
        await SaidAsync("Noted under 7.");
        Assert.Equal(["Likes oat milk"], _crm.Calls.Select(c => c.Text));
        Assert.Equal(0, await _host.CountAsync("SELECT COUNT(*) FROM action_calls"));
    }

    [Fact]
    public async Task What_fails_for_a_reason_of_its_own_is_told_at_once()
    {
        _crm.Next.Enqueue(() => new ActionResult<NoteInCrm.Output>.Failed("full"));
        await AskAsync("x");
        await SaidAsync("Not noted: full.");
        Assert.Single(_crm.Calls);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_tried_again_with_the_same_key()
    {
        _crm.Next.Enqueue(() => throw new HttpRequestException("down"));
        _crm.Next.Enqueue(() => throw new HttpRequestException("down"));
        await AskAsync("x");
        await SaidAsync("Noted under 7.", later: true);
        Assert.Equal(3, _crm.Calls.Count);
        Assert.Single(_crm.Calls.Select(c => c.Key).Distinct());
    }

    [Fact]
    public async Task What_stays_out_of_reach_is_unavailable_in_the_end_and_the_dialog_says_what_then()
    {
        for (var attempt = 0; attempt < 20; attempt++) _crm.Next.Enqueue(() => throw new HttpRequestException("down"));
        await AskAsync("x");
        await SaidAsync("Not noted: unavailable.", later: true);
        Assert.Equal(8, _crm.Calls.Count);
    }

    [Fact]
    public async Task The_result_of_a_run_that_has_ended_meanwhile_is_nobodys()
    {
        var gate = new TaskCompletionSource();
        _crm.Gate = gate.Task;
        await AskAsync("x");
        await SpineUnderTest.UntilAsync(() => _crm.Calls.Count == 1, TestContext.Current.CancellationToken);
        var store = _host.Services.GetRequiredService<IStore>();
        await store.WriteAsync(async scope => await scope.Command("UPDATE chats SET state = '{}' WHERE external_id = 'house-talk'").ExecuteNonQueryAsync(), TestContext.Current.CancellationToken);
        gate.SetResult();
        await SpineUnderTest.UntilAsync(HasEnded, TestContext.Current.CancellationToken);
        Assert.Empty((await _talk.HearAsync()).Heard);
    }

    private async Task AskAsync(string note)
    {
        await _talk.SaysAsync("/tell");
        await _talk.SaysAsync(note);
        Assert.Empty(_talk.Heard);
    }

    private async Task SaidAsync(string words, bool later = false)
    {
        if (later) await SpineUnderTest.PassTimeUntilAsync(_clock, HasEnded, TestContext.Current.CancellationToken);
        else await SpineUnderTest.UntilAsync(HasEnded, TestContext.Current.CancellationToken);
        Assert.Equal(words, (await _talk.HearAsync()).Words);
    }

    private async Task<bool> HasEnded() => await _host.CountAsync("SELECT COUNT(*) FROM inbox WHERE external_id LIKE 'action:%' AND state = 'Handled'") == 1;
}

/// <summary>Somebody else's system, as the test wants it.</summary>
internal sealed class Crm
{
    public ConcurrentQueue<(string Text, string Key)> Calls { get; } = [];

    public ConcurrentQueue<Func<ActionResult<NoteInCrm.Output>>> Next { get; } = [];

    public Task Gate { get; set; } = Task.CompletedTask;
}

/// <summary>An action that calls it.</summary>
[DialogAction("crm.note", Errors = ["full", "unavailable"])]
internal sealed class NoteInCrm(Crm crm) : IOutboxAction<NoteInCrm.Input, NoteInCrm.Output>
{
    public sealed record Input(string Text);

    public sealed record Output(long Number);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, OutboxActionContext context, CancellationToken cancellation)
    {
        crm.Calls.Enqueue((input.Text, context.IdempotencyKey));
        await crm.Gate.WaitAsync(cancellation);
        return crm.Next.TryDequeue(out var next) ? next() : new ActionResult<Output>.Done(new Output(7));
    }
}
