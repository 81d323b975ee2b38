using System.Text.Json;
using System.Text.Json.Nodes;
using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Transcripts;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>Every shipped dialog and play, in the three languages of its transcripts, comes to the same on WhatsApp as on Telegram, and all it says can be sent there.</summary>
public sealed class WhatsAppTranscriptTests
{
    private static readonly string _folder = Path.Combine(Repository.Root, "dialogs");

    private static readonly DialogSet _set = DialogSet.Load(_folder).Set!;

    [Fact]
    public void Each_talk_comes_to_the_same_and_each_message_is_one_that_whatsapp_takes()
    {
        var bodies = TemplateDraft.All(_set).ToDictionary(draft => (draft.Name, draft.Language));
        var wrong = TranscriptRunner.Find(_folder).AsParallel().WithDegreeOfParallelism(2).SelectMany(path =>
        {
            var telegram = TranscriptRunner.Run(_set, path);
            // WhatsApp knows the number and asks for no card: those talks are other ones there by design.
            if (telegram.Shown.Any(message => message.Expect == Expect.Contact)) return [];
            var report = TranscriptRunner.Run(_set, path, channel: ChannelProfile.WhatsApp);
            var found = new List<string>();
            if (!report.Passed) found.Add(report.ToString());
            else if (report.End != telegram.End) found.Add($"{path}: {telegram.End} on Telegram, {report.End} on WhatsApp");
            foreach (var message in report.Shown) found.AddRange(Refused(message, bodies).Select(why => $"{path}: {why}: {message.Text.Plain}"));
            return found;
        }).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static IEnumerable<string> Refused(OutgoingMessage message, Dictionary<(string, string), TemplateDraft> bodies)
    {
        var plan = WhatsAppPlan.Of(message);
        if (plan.Problem is { } problem) yield return problem;
        foreach (var step in plan.Steps)
            if (Payload(step) is { } payload && GraphChecks.Message(payload) is { } why) yield return why;
        if (message.Template is not { } name) yield break;
        if (!bodies.TryGetValue((name, message.Language), out var draft))
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
