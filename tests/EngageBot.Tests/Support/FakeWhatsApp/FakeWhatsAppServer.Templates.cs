using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace EngageBot.Tests.Support.FakeWhatsApp;

public sealed partial class FakeWhatsAppServer
{
    /// <summary>So many of the list come in one page, however many are asked for.</summary>
    private const int TemplatesOfAPage = 40;

    /// <summary>The account's templates as Meta would list them.</summary>
    public ConcurrentQueue<JsonObject> Templates { get; } = new();

    /// <summary>What the list answers instead of the truth, by the page's first item.</summary>
    public Func<int, JsonObject?>? ListsInstead { get; set; }

    private async Task TemplatesAsync(HttpContext context, string id)
    {
        if (context.Request.Method == "GET")
        {
            var from = int.Parse(context.Request.Query["after"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
            if (ListsInstead?.Invoke(from) is { } other)
            {
                if (other.ContainsKey("error")) context.Response.StatusCode = 500;
                await JsonAsync(context, other);
                return;
            }
            var page = Templates.Skip(from).Take(TemplatesOfAPage).Select(template => (JsonNode)template.DeepClone()).ToArray();
            var paging = new JsonObject { ["cursors"] = new JsonObject { ["after"] = (from + page.Length).ToString(CultureInfo.InvariantCulture) } };
            if (from + page.Length < Templates.Count) paging["next"] = "https://graph.example/next";
            await JsonAsync(context, new JsonObject { ["data"] = new JsonArray(page), ["paging"] = paging });
            return;
        }
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!.AsObject();
        if (Wrong(body) is { } wrong)
        {
            Violations.Enqueue($"template {body["name"]}: {wrong}");
            await ErrorAsync(context, 400, 100, wrong);
            return;
        }
        if (id != BusinessAccountId)
        {
            var kept = Templates.First(template => (string?)template["id"] == id);
            kept["components"] = body["components"]!.DeepClone();
            kept["status"] = "PENDING";
            await JsonAsync(context, new JsonObject { ["success"] = true });
            return;
        }
        if (Templates.Any(t => (string?)t["name"] == (string?)body["name"] && (string?)t["language"] == (string?)body["language"]))
        {
            await ErrorAsync(context, 400, 100, "Content in this language already exists");
            return;
        }
        body["id"] = (9_000 + Templates.Count).ToString(CultureInfo.InvariantCulture);
        body["status"] = "PENDING";
        Templates.Enqueue(body);
        await JsonAsync(context, new JsonObject { ["id"] = (string?)body["id"], ["status"] = "PENDING", ["category"] = (string?)body["category"] });
    }

    /// <summary>What Meta turns down about a template (its guidelines, read 2026-11).</summary>
    private static string? Wrong(JsonObject body)
    {
        if (body["name"] is { } name && !Regex.IsMatch((string)name!, "^[a-z0-9_]{1,512}$")) return "name";
        var components = body["components"]!.AsArray();
        var text = (string?)components.Single(c => (string?)c!["type"] == "BODY")!["text"] ?? "";
        var variables = Regex.Matches(text, @"\{\{(\d+)\}\}");
        if (text.Length is 0 or > 1024) return "body length";
        if (Regex.IsMatch(text, @"^\s*\{\{|\}\}\s*$") || Regex.IsMatch(text, @"\}\}\s*\{\{")) return "variables at an end, or two that touch";
        if (!variables.Select(v => v.Groups[1].Value).SequenceEqual(Enumerable.Range(1, variables.Count).Select(n => n.ToString(CultureInfo.InvariantCulture)))) return "variables are numbered from 1";
        var examples = components.Single(c => (string?)c!["type"] == "BODY")!["example"]?["body_text"]?[0]?.AsArray().Count ?? 0;
        if (examples != variables.Count) return "an example for each variable";
        foreach (var component in components)
        {
            if ((string?)component!["type"] == "FOOTER" && ((string?)component["text"] is not { Length: > 0 and <= 60 } footer || footer.Contains("{{", StringComparison.Ordinal))) return "footer";
            if ((string?)component["type"] == "BUTTONS" && component["buttons"]!.AsArray().Any(b => (string?)b!["text"] is not { Length: > 0 and <= 25 })) return "button label";
        }
        return null;
    }
}
