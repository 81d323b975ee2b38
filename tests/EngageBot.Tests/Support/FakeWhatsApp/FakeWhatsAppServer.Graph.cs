using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EngageBot.Tests.Support.FakeWhatsApp;

public sealed partial class FakeWhatsAppServer
{
    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString();
        token = token.StartsWith("Bearer ", StringComparison.Ordinal) ? token[7..] : "";
        var path = context.Request.Path.Value!.Trim('/').Split('/');
        if (path is ["files", var file])
        {
            if (!Numbers.Values.Contains(token) || context.Request.Headers.UserAgent.Count == 0) context.Response.StatusCode = 401;
            else if (Files.TryGetValue(file, out var bytes)) await context.Response.Body.WriteAsync(bytes);
            else context.Response.StatusCode = 404;
            return;
        }
        if (path is not [var version, var id, ..] || version != Version)
        {
            await ErrorAsync(context, 404, 2500, "Unknown path components");
            return;
        }
        var number = Numbers.GetValueOrDefault(id) ?? Numbers.Values.FirstOrDefault(t => t == token);
        if (number is null || number != token)
        {
            await ErrorAsync(context, 401, 190, "Invalid OAuth access token");
            return;
        }
        switch (path, context.Request.Method)
        {
            case ([_, _, "messages"], "POST"):
                await MessagesAsync(context, id);
                break;
            case ([_, _, "media"], "POST"):
                await MediaAsync(context, id);
                break;
            case ([_, BusinessAccountId, "message_templates"], _):
            case ([_, _], "POST") when Templates.Any(template => (string?)template["id"] == id):
                await TemplatesAsync(context, id);
                break;
            case ([_, BusinessAccountId, "subscribed_apps"], "GET"):
                await JsonAsync(context, new JsonObject { ["data"] = IsSubscribed ? new JsonArray(new JsonObject { ["whatsapp_business_api_data"] = new JsonObject { ["id"] = "67084", ["name"] = "Shop" } }) : [] });
                break;
            case ([_, _], "GET") when Numbers.ContainsKey(id) && context.Request.Query["fields"] == "messaging_limit_tier":
                if (Tier is { } tier) await JsonAsync(context, new JsonObject { ["id"] = id, ["messaging_limit_tier"] = tier });
                else await ErrorAsync(context, 400, 100, "Tried accessing nonexisting field");
                break;
            case ([_, _], "GET") when Numbers.ContainsKey(id):
                await JsonAsync(context, new JsonObject { ["id"] = id, ["display_phone_number"] = "+1 555-078-3881", ["verified_name"] = "Shop", ["quality_rating"] = "GREEN" });
                break;
            case ([_, _], "GET") when Files.TryGetValue(id, out var kept):
                await JsonAsync(context, new JsonObject { ["id"] = id, ["url"] = $"{Root}files/{id}", ["mime_type"] = "image/jpeg", ["file_size"] = kept.Length, ["sha256"] = "0" });
                break;
            default:
                await ErrorAsync(context, 400, 100, "Unsupported request");
                break;
        }
    }

    private async Task MessagesAsync(HttpContext context, string phoneNumberId)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = JsonDocument.Parse(await reader.ReadToEndAsync(context.RequestAborted)).RootElement;
        var read = body.TryGetProperty("status", out _);
        var call = new GraphCall(read ? "read" : "messages", phoneNumberId, body);
        var (healed, fault) = (_healed.Task, FaultFor(call));
        if (KeepsMessages) _calls.Enqueue(call);
        Changed();
        if (fault is GraphFault.Refuse refuse)
        {
            await ErrorAsync(context, refuse.Status, refuse.Code, refuse.Details);
            return;
        }
        if (fault is GraphFault.Wait)
        {
            await healed.WaitAsync(context.RequestAborted);
            fault = null;
        }
        if (GraphChecks.Message(body) is { } wrong)
        {
            Violations.Enqueue($"{wrong}: {body.GetRawText()}");
            await ErrorAsync(context, 400, 131009, wrong);
            return;
        }
        if (read)
        {
            await JsonAsync(context, new JsonObject { ["success"] = true });
            return;
        }
        var user = _users.GetValueOrDefault(call.To!);
        if (user is null || user.IsGone)
        {
            await ErrorAsync(context, 400, 131026, "Message undeliverable");
            return;
        }
        if (call.Text("type") != "template" && !(user.LastHeard > Now.AddHours(-24)))
        {
            await ErrorAsync(context, 400, 131047, "Re-engagement message");
            return;
        }
        if (call.Text("type") == "reaction" && !user.Wrote(body.GetProperty("reaction").GetProperty("message_id").GetString()!))
        {
            Violations.Enqueue($"a sign under what nobody wrote: {body.GetRawText()}");
            await ErrorAsync(context, 400, 131009, "Parameter value is not valid");
            return;
        }
        if (fault is null or GraphFault.Hang { Done: true } or GraphFault.Cut { Done: true } or GraphFault.Page { Done: true }) await TakeAsync(context, user, body, silent: fault is not null);
        await GoWrongAsync(context, fault);
        Changed();
    }

    private async Task TakeAsync(HttpContext context, FakeWhatsAppUser user, JsonElement body, bool silent)
    {
        var message = FakeWhatsAppMessage.Of(NewId(), body);
        Interlocked.Increment(ref _sent);
        if (user.BeforeAnswer is { } before) await before(message);
        if (!silent)
        {
            await JsonAsync(context, new JsonObject
            {
                ["messaging_product"] = "whatsapp",
                ["contacts"] = new JsonArray(new JsonObject { ["input"] = body.TryGetProperty("to", out var to) ? to.GetString() : null, ["wa_id"] = user.WaId }),
                ["messages"] = new JsonArray(new JsonObject { ["id"] = message.Id }),
            });
        }
        user.Show(message);
        // Of a sign nobody says that it was read.
        foreach (var status in message.Kind == "reaction" ? Receipts.Where(r => r == "sent") : Receipts) user.Queue(() => DeliverAsync(Receipt(user, message, status)));
    }

    private async Task GoWrongAsync(HttpContext context, GraphFault? fault)
    {
        switch (fault)
        {
            case GraphFault.Page page:
                context.Response.StatusCode = page.Status;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body>Bad gateway</body></html>");
                break;
            case GraphFault.Hang:
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token))
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
                break;
            case GraphFault.Cut:
                context.Abort();
                break;
        }
    }

    private async Task MediaAsync(HttpContext context, string phoneNumberId)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var call = new GraphCall("media", phoneNumberId, default);
        var fault = FaultFor(call);
        _calls.Enqueue(call);
        if (fault is GraphFault.Refuse refuse)
        {
            await ErrorAsync(context, refuse.Status, refuse.Code, refuse.Details);
            return;
        }
        if (form["messaging_product"] != "whatsapp" || form.Files is not [{ Length: > 0 } file] || file.ContentType != form["type"])
        {
            Violations.Enqueue("an upload without messaging_product, type or file");
            await ErrorAsync(context, 400, 100, "Invalid parameter");
            return;
        }
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        var id = NewId("900");
        Uploads[id] = (bytes.ToArray(), file.ContentType);
        await JsonAsync(context, new JsonObject { ["id"] = id });
        Changed();
    }

    private static Task JsonAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private static Task ErrorAsync(HttpContext context, int status, int code, string details)
    {
        context.Response.StatusCode = status;
        return JsonAsync(context, new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["message"] = $"(#{code}) {details}", ["type"] = "OAuthException", ["code"] = code,
                ["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = details }, ["fbtrace_id"] = "A1",
            },
        });
    }
}
