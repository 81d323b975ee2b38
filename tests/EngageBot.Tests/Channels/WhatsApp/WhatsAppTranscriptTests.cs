using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Transcripts;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>Every shipped dialog and play, in the three languages of its transcripts, comes to the same on WhatsApp as on Telegram, window open and closed, and all it says can be sent there.</summary>
public sealed partial class WhatsAppTranscriptTests
{
    private static readonly string _folder = Path.Combine(Repository.Root, "dialogs");

    private static readonly DialogSet _set = DialogSet.Load(_folder).Set!;

    private static readonly Dictionary<(string, string), TemplateDraft> _templates = TemplateDraft.All(_set).ToDictionary(draft => (draft.Name, draft.Language));

    [Fact]
    public void Each_talk_comes_to_the_same_and_each_message_is_one_that_whatsapp_takes()
    {
        var wrong = Play(path =>
        {
            var telegram = TranscriptRunner.Run(_set, path);
            // WhatsApp knows the number and asks for no card: those talks are played with it below.
            if (telegram.Shown.Any(message => message.Expect == Expect.Contact)) return [];
            var report = TranscriptRunner.Run(_set, path, channel: ChannelProfile.WhatsApp);
            return Differences(path, telegram, report).Concat(report.Shown.SelectMany(message => Refused(message).Select(why => $"{path}: {why}: {message.Text.Plain}")));
        });
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>What nobody is told once the customer has been silent for a day, each with its reason in the dialog's own lint: nothing of it is owed to anybody.</summary>
    private static readonly string[] _keptBack = ["follow_up/noted", "human/message.resume"];

    /// <summary>Talks that come to something else while the window is closed, and why.</summary>
    private static readonly Dictionary<string, string> _otherwise = new(StringComparer.Ordinal)
    {
        // A day of hold is a day of silence: the question cannot be put again, and is not waited for.
        ["human/held"] = "shared/nothing_to_cancel",
        // The scale stood in no template: there is no old button to press, and a number written later is an answer to nothing.
        ["survey/changed"] = "no old button '5' was shown",
    };

    /// <summary>Begun by an event that the customer's own message brought about: whoever opens a link writes.</summary>
    private static readonly string[] _begunByTheCustomer = ["invitation"];

    [Fact]
    public void Each_talk_comes_to_the_same_while_the_window_is_closed_by_its_templates_alone()
    {
        var (byTemplate, keptBack) = (new ConcurrentDictionary<(string, string), bool>(), new ConcurrentDictionary<string, string>());
        var announced = new ConcurrentDictionary<string, bool>();
        var wrong = Play(path =>
        {
            var telegram = TranscriptRunner.Run(_set, path);
            if (telegram.Shown.Any(message => message.Expect == Expect.Contact)) return [];
            var name = NameOf(path);
            var window = new TranscriptWindow(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10), ByTemplate) { BeginsOpen = _begunByTheCustomer.Contains(name.Split('/')[0]) };
            var report = TranscriptRunner.Run(_set, path, channel: ChannelProfile.WhatsApp, window: window);
            foreach (var line in window.Closed)
            {
                if (line.Said.WordsFollow) announced[line.Said.Template!] = true;
                if (line.Leaves is { } left) byTemplate[(left.Template!, left.Language)] = true;
                else keptBack[$"{line.Dialog}/{line.Key}"] = line.Why!;
            }
            var differences = Differences(path, telegram, report);
            if (_otherwise.TryGetValue(name, out var why)) return differences.Any(d => d.Contains(why, StringComparison.Ordinal)) ? [] : [$"{path}: not otherwise any more: {why}"];
            return differences.Concat(window.Closed.Where(line => line.Why is not null and not WindowClosed).Select(line => $"{path}: {line.Key}: {line.Why}"));
        });
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(_keptBack, keptBack.Keys.Order(StringComparer.Ordinal));
        Assert.All(keptBack.Values, why => Assert.Equal(WindowClosed, why));
        // Each template of the dialogs was seen to stand in for its words, in each language.
        Assert.Empty(_templates.Values.Where(draft => draft.Users is not (["broadcasts"] or ["words of staff"])).Select(draft => (draft.Name, draft.Language)).Except(byTemplate.Keys));
        Assert.Equal(["news_digest"], announced.Keys);
    }

    [Fact]
    public void Where_telegram_asks_for_a_card_whatsapp_knows_the_number_or_says_that_it_does_not()
    {
        var scratch = Directory.CreateTempSubdirectory("engagebot-cards").FullName;
        try
        {
            var played = 0;
            var wrong = Play(path =>
            {
                var telegram = TranscriptRunner.Run(_set, path);
                if (!telegram.Shown.Any(message => message.Expect == Expect.Contact)) return [];
                Interlocked.Increment(ref played);
                var folder = Directory.CreateDirectory(Path.Combine(scratch, Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!), "tests")).FullName;
                var there = Path.Combine(folder, Path.GetFileName(path));
                File.WriteAllText(there, OnWhatsApp(File.ReadAllText(path)));
                var report = TranscriptRunner.Run(_set, there, channel: ChannelProfile.WhatsApp);
                return Differences(path, telegram, report).Concat(report.Shown.SelectMany(message => Refused(message).Select(why => $"{path}: {why}: {message.Text.Plain}")));
            });
            Assert.True(wrong.Count == 0, string.Join("\n", wrong));
            Assert.True(played >= 15, $"only {played} talks ask for a card");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private const string WindowClosed = "no template";

    /// <summary><c>dialog/name</c>, without the language.</summary>
    private static string NameOf(string path) => $"{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!)}/{Path.GetFileName(path).Split('.')[0]}";

    private static List<string> Play(Func<string, IEnumerable<string>> judge) => [.. TranscriptRunner.Find(_folder).AsParallel().WithDegreeOfParallelism(2).SelectMany(judge)];

    private static IEnumerable<string> Differences(string path, TranscriptReport telegram, TranscriptReport here)
    {
        if (!here.Passed) yield return $"{path}: {here}";
        else if (here.End != telegram.End) yield return $"{path}: {telegram.End} on Telegram, {here.End} on WhatsApp";
    }

    /// <summary>As the gate does it, every template being approved: with its own words and buttons, checked as the platform checks them.</summary>
    private static (OutgoingMessage?, string?) ByTemplate(OutgoingMessage message)
    {
        if (message.Template is not { } name) return (null, WindowClosed);
        if (Refused(message).FirstOrDefault() is { } why) return (null, why);
        return (TemplateWording.Shape(message, message.Language, _templates[(name, message.Language)].Buttons.Length), null);
    }

    /// <summary>The question for a card is not put where the platform vouches for the number: what was answered there falls away, and what follows it comes at once.</summary>
    private static string OnWhatsApp(string transcript)
    {
        var lines = transcript.Replace("channel: telegram", "channel: whatsapp", StringComparison.Ordinal).Split('\n').ToList();
        var at = lines.FindIndex(line => AskedForCard().IsMatch(line));
        var end = at + 1;
        while (lines[end].Contains("phone.", StringComparison.Ordinal)) end++;
        var number = SharedCard().Match(lines[end]).Groups[1].Value;
        var follows = Bot().Match(lines[end]).Groups[1].Value.Trim('[', ']');
        lines[at] = AskedForCard().Replace(lines[at], m => $"bot: [{m.Groups["before"].Value}{m.Groups["dialog"].Value}{(number.Length > 0 ? "phone_known" : "phone_elsewhere")}, {follows}]");
        lines.RemoveRange(at + 1, end - at);
        // Nobody is told of a number that the platform gave and that is none of ours to mend.
        var known = string.Join('\n', lines).Replace("bot: phone_invalid, ", "", StringComparison.Ordinal);
        return number.Length > 0 ? known.Replace("customer: {", $"customer: {{phone_vouched: \"{number}\", ", StringComparison.Ordinal) : known;
    }

    [GeneratedRegex(@"bot: \[?(?<before>[^\]\[]*?, )?(?<dialog>join/)?phone\.ask\]?")]
    private static partial Regex AskedForCard();

    [GeneratedRegex("""share: \{contact: "?(\+[0-9]+)""")]
    private static partial Regex SharedCard();

    [GeneratedRegex(@"bot: (\[[^\]]*\]|[^,}]+)")]
    private static partial Regex Bot();

    private static IEnumerable<string> Refused(OutgoingMessage message)
    {
        var plan = WhatsAppPlan.Of(message);
        if (plan.Problem is { } problem) yield return problem;
        foreach (var step in plan.Steps)
            if (Payload(step) is { } payload && GraphChecks.Message(payload) is { } why) yield return why;
        if (message.Template is not { } name) yield break;
        if (!_templates.TryGetValue((name, message.Language), out var draft))
        {
            yield return $"the template {name} is not there in {message.Language}";
            yield break;
        }
        var shaped = TemplateWording.Shape(message, message.Language, draft.Buttons.Length);
        if (shaped.TemplateWords!.Value.Length != draft.Examples.Length) yield return $"the template {name} has {draft.Examples.Length} variables";
        if (shaped.Buttons.Length != draft.Buttons.Length) yield return $"the template {name} has {draft.Buttons.Length} buttons, the message {shaped.Buttons.Length}";
        if (TemplateWording.Filled(draft.Body, shaped.TemplateWords.Value).Length > TemplateWording.LongestBody) yield return $"the template {name} becomes too long";
        if (GraphChecks.Message(Envelope("template", TemplateMessage.Of(shaped)!)) is { } refused) yield return refused;
    }

    private static JsonElement? Payload(WhatsAppStep step) => step switch
    {
        WhatsAppStep.Words words => Envelope("text", new JsonObject { ["body"] = words.Body, ["preview_url"] = false }),
        WhatsAppStep.Choice choice => Envelope("interactive", (JsonObject)choice.Interactive.DeepClone()),
        WhatsAppStep.Place place => Envelope("location", new JsonObject { ["latitude"] = place.Latitude, ["longitude"] = place.Longitude }),
        _ => null,
    };

    private static JsonElement Envelope(string type, JsonObject content) => JsonElement.Parse(new JsonObject
    {
        ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual", ["to"] = "+355691234567", ["type"] = type, [type] = content,
    }.ToJsonString());
}
