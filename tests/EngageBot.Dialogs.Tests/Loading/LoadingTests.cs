using System.Diagnostics;
using System.Text.Json;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Loading;

public sealed class LoadingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_three_examples_load_without_a_finding()
    {
        var result = _folder.Load();
        Assert.Empty(result.Findings);
        Assert.Equal(["complaint", "human", "nps", "referral", "winback"], result.Set!.Dialogs.Keys);
        Assert.Equal(["en", "ru", "sq"], result.Set.Languages);
    }

    [Fact]
    public void The_shipped_dialogs_load_without_an_error() =>
        Assert.DoesNotContain(DialogSet.Load(Shipped()).Findings, f => f.Severity == Severity.Error);

    [Fact]
    public void A_dialog_becomes_what_its_file_says()
    {
        var dialog = Complaint();
        Assert.Equal(4, dialog.Version);
        Assert.Equal(Purpose.Service, dialog.Purpose);
        Assert.Equal("complaint", dialog.Starts.Command);
        Assert.True(dialog.Starts is { Keywords: true, Call: true, Play: false, Digression: false });
        Assert.Equal(Instances.OneOpen, dialog.Instances);
        Assert.Equal("withdrawn", dialog.Cancel.Single().Go!.Path);
        Assert.Equal(new Value.Int(0), dialog.Slots["rounds"].Start);
        Assert.True(dialog.Slots["details"].Private);
        Assert.Equal(["product", "delivery", "staff", "bill", "other"], dialog.Slots["category"].Type.Members);
        Assert.Equal("photo", dialog.Migrate[3].States["photo_or_skip"].State);
        Assert.Equal("with_manager.escalated", dialog.Migrate[3].States["wait_owner"].State);
        Assert.Equal("details", dialog.Migrate[3].Slots["text"]);
    }

    [Fact]
    public void States_take_the_defaults_of_their_dialog_unless_they_say_otherwise()
    {
        var (category, check) = (Ask("category"), Ask("check"));
        Assert.Equal(2, category.Retries!.Max);
        Assert.Equal(new Value.Duration(TimeSpan.FromHours(3)), category.Timeout!.Remind);
        Assert.Equal("quiet", category.Timeout.Go.Single().Go!.Path);
        Assert.False(category.WhenIdle);
        Assert.Equal(new Value.Duration(TimeSpan.FromHours(72)), check.Timeout!.After);
        Assert.True(check.WhenIdle);
    }

    [Fact]
    public void Groups_hold_their_states_and_names_are_found_from_inside_out()
    {
        var dialog = Complaint();
        var group = Assert.IsType<State.Group>(dialog.Find("with_manager"));
        Assert.Equal("with_manager.waiting", group.Start);
        Assert.Equal(["case.resolved", "case.message", "cancel"], group.Events.Select(e => e.Event));
        var waiting = Assert.IsType<State.Wait>(dialog.Find("with_manager.waiting"));
        Assert.Equal("with_manager", waiting.Parent);
        Assert.Equal(new Value.Duration(TimeSpan.FromHours(4), Working: true), waiting.Timeout!.After);
        Assert.Equal("with_manager.escalate", waiting.Timeout.Go.Single().Go!.Path);
        var escalate = Assert.IsType<State.Do>(dialog.Find("with_manager.escalate"));
        Assert.Equal("person", escalate.Fail.Single().Go!.Path);
        Assert.Null(group.Events[1].Lines.Single().Go);
        Assert.Equal("event.text", group.Events[1].Lines.Single().With["text"].Source);
    }

    [Fact]
    public void Setting_slots_on_a_state_happens_on_entry()
    {
        var step = Complaint().Find("reopen")!.Enter.Single();
        Assert.Equal("rounds", step.Set!.Slot);
        Assert.Equal("rounds + 1", step.Set.Value.Source);
    }

    [Fact]
    public void A_fresh_folder_gets_numbers_in_the_order_of_its_files()
    {
        var set = _folder.Load().Set!;
        Assert.Equal([1, 2, 3, 4, 5], set.Dialogs.Values.Select(d => d.Number));
        Assert.Same(set.Dialogs["nps"], set.ByNumber(3));
        Assert.Null(set.ByNumber(99));
        Assert.Equal(Enumerable.Range(1, set.Dialogs["nps"].States.Length), set.Dialogs["nps"].States.Select(s => s.Number));
        Assert.Equal([1, 2, 3], set.Dialogs["nps"].Slots["share"].Type.Members.Select(m => set.Dialogs["nps"].Slots["share"].ChoiceNumbers[m]));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "lock.json")));
    }

    [Fact]
    public void Words_such_as_no_on_and_12_30_stay_text()
    {
        var set = _folder.Edit("complaint/en.yaml", "opened: \"Your complaint {ticket} is with a person.\"", "opened: [no, on, 07, 12:30, 1e3, ~, null, \"{ticket}\"]").Load().Set!;
        var lines = Assert.IsType<TextEntry.Lines>(set.For("complaint", "en", false).Find("opened")!.Entry);
        Assert.Equal(["no", "on", "07", "12:30", "1e3", "~", "null", "{ticket}"], lines.Items.Select(l => ((TextEntry.Plain)l.Entry).Template.Source));
    }

    [Fact]
    public void An_overlay_replaces_only_what_differs()
    {
        var set = _folder.Write("complaint/ru.informal.yaml", "details: {ask: \"Расскажи, пожалуйста, что произошло.\"}\n").Load().Set!;
        Assert.Equal("Расскажи, пожалуйста, что произошло.", Source(set.For("complaint", "ru", true), "details.ask"));
        Assert.Equal("Расскажите, пожалуйста, что произошло.", Source(set.For("complaint", "ru", false), "details.ask"));
        Assert.Equal("Чего ещё не хватает?", Source(set.For("complaint", "ru", true), "more.ask"));
        Assert.Equal("What is still missing?", Source(set.For("complaint", "en", true), "more.ask"));
    }

    [Fact]
    public void A_language_nobody_wrote_gets_the_first_one() => Assert.Equal("en", _folder.Load().Set!.For("complaint", "de", false).Language);

    [Fact]
    public void Labels_words_and_commands_come_with_the_texts()
    {
        var set = _folder.Load().Set!;
        Assert.Equal("The food", set.For("complaint", "en", false).Option("category", "product")!.Label);
        Assert.Equal(["complaint", "i want to complain"], set.For("complaint", "en", false).Commands[""].Start);
        Assert.Equal("Что-то пошло не так", set.For("complaint", "ru", false).Commands[""].Description);
        Assert.Equal(["skip"], set.SharedTexts("en", false).Buttons["skip"].Words);
    }

    [Fact]
    public void Facts_may_be_lists_of_records_with_or_without_quotes()
    {
        var set = _folder.Write("_shared/facts.yaml", _folder.Read("_shared/facts.yaml") + "points.batches: list of {points: int, expires: date?}\nshops.items: \"list of {name: text}\"   # two\n").Load().Set!;
        var batches = set.Shared.Facts["points.batches"];
        Assert.Equal(TypeKind.List, batches.Kind);
        Assert.True(batches.Item!.Fields["expires"].Optional);
        Assert.Equal(TypeKind.Text, set.Shared.Facts["shops.items"].Item!.Fields["name"].Kind);
    }

    [Fact]
    public void Actions_events_and_globals_come_from_the_shared_files()
    {
        var shared = _folder.Load().Set!.Shared;
        Assert.True(shared.Actions["case.open"] is { MayFail: true, Repeatable: false, Mode: ActionMode.Transaction });
        Assert.Equal(ActionMode.Outbox, shared.Actions["callback.book"].Mode);
        Assert.Equal(["slot_taken", "closed"], shared.Actions["callback.book"].Errors);
        Assert.Equal(TypeKind.Text, shared.Events["case.resolved"].Data["text"].Kind);
        Assert.Equal(["stop", "human"], shared.Globals.Select(g => g.Name));
        Assert.Equal(new IdleRule("menu_hint", TimeSpan.FromHours(12), true), shared.Idle);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_finding() => Assert.Equal("D000", DialogSet.Load(Path.Combine(_folder.Path, "nowhere")).Findings.Single().Code);

    [Fact]
    public void Several_broken_files_are_all_told()
    {
        _folder.Edit("complaint/dialog.yaml", "do: case.close", "do: case.clos").Edit("nps/en.yaml", "review_link: Here you can write a review.\n", "");
        _folder.Edit("winback/dialog.yaml", "start: offer", "start: ofer").Write("human/en.yaml", "called: [a\n");
        Assert.Equal(["D000", "D102", "D401", "D502"], _folder.Load().Findings.Select(f => f.Code).Distinct().Order());
    }

    [Fact]
    public void Findings_print_as_lines_and_as_json()
    {
        var report = new FindingsReport(_folder.Edit("complaint/dialog.yaml", "do: case.close", "do: case.clos").Load().Findings);
        Assert.Matches(@"complaint/dialog\.yaml:46:18: error D401: There is no action 'case\.clos'\. Did you mean 'case\.close'\?\n1 error, 0 warnings\.\n$", report.Plain());
        using var json = JsonDocument.Parse(report.Json());
        var finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal(("D401", 46, 18), (finding.GetProperty("code").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32()));
        Assert.Equal(1, report.ExitCode);
        Assert.Equal(0, new FindingsReport([]).ExitCode);
        Assert.Equal(2, new FindingsReport(_folder.Delete("nps/dialog.yaml").Load().Findings).ExitCode);
    }

    [Fact]
    public void A_screenplay_shows_words_answers_and_ways()
    {
        var page = DialogShow.Screenplay(_folder.Load().Set!, "complaint", "en");
        Assert.Contains("  BOT: What went wrong?\n      [ The food ]  [ Delivery ]", page, StringComparison.Ordinal);
        Assert.Contains("\"Yes, solved\" → close", page, StringComparison.Ordinal);
        Assert.Contains("silent for 4 working hours → with_manager.escalate", page, StringComparison.Ordinal);
        Assert.Contains("Чего ещё не хватает?", DialogShow.Screenplay(_folder.Load().Set!, "complaint", "ru"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shipped_dialog_has_a_screenplay_in_every_language()
    {
        var set = DialogSet.Load(Shipped()).Set!;
        foreach (var dialog in set.Dialogs.Keys)
            foreach (var language in set.Languages)
                Assert.Contains("[", DialogShow.Screenplay(set, dialog, language), StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_is_fast_enough_to_do_at_every_save()
    {
        var dialogs = DialogSet.Load(Shipped()).Set!.Dialogs.Count;
        for (var i = 0; i < 4; i++) DialogSet.Load(Shipped());
        var best = Enumerable.Range(0, 5).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            DialogSet.Load(Shipped());
            return watch.Elapsed;
        });
        // About 2.5 ms for a dialog in three languages on an idle machine; the limit leaves room for a busy one.
        Assert.True(best < TimeSpan.FromMilliseconds(30 * dialogs), $"{best.TotalMilliseconds} ms for {dialogs} dialogs");
    }

    private Dialog Complaint() => _folder.Load().Set!.Dialogs["complaint"];

    private State.Ask Ask(string path) => Assert.IsType<State.Ask>(Complaint().Find(path));

    private static string Source(Catalogue catalogue, string key) => Assert.IsType<TextEntry.Plain>(catalogue.Find(key)!.Entry).Template.Source;

    private static string Shipped()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EngageBot.sln"))) return Path.Combine(folder.FullName, "dialogs");
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
