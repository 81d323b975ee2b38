using System.Text.Json;

namespace EngageBot.Tests.Support.FakeWhatsApp;

/// <summary>What goes wrong with a call.</summary>
public abstract record GraphFault
{
    private GraphFault() { }

    /// <summary>Refused in the Graph API's words; nothing is done.</summary>
    public sealed record Refuse(int Code, int Status = 400, string Details = "as ordered by the test") : GraphFault;
    /// <summary>Some proxy's page.</summary>
    public sealed record Page(int Status, bool Done = false) : GraphFault;
    /// <summary>Does it if asked to, and never answers.</summary>
    public sealed record Hang(bool Done) : GraphFault;
    /// <summary>Keeps the caller waiting until the fake is healed, and then does it.</summary>
    public sealed record Wait : GraphFault;
    /// <summary>Does it if asked to, and cuts the connection.</summary>
    public sealed record Cut(bool Done) : GraphFault;
}

/// <summary>A call the fake has received.</summary>
/// <param name="What"><c>messages</c>, <c>read</c>, <c>media</c>, or the path of a look.</param>
public sealed record GraphCall(string What, string PhoneNumberId, JsonElement Body)
{
    public string? To => Body.ValueKind == JsonValueKind.Object ? Text("to")?.TrimStart('+') ?? Text("recipient") : null;

    public string? Text(string name) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A fault waiting for its call.</summary>
internal sealed class GraphFaultRule(string what, GraphFault fault, int times, Func<GraphCall, bool>? when)
{
    private int _left = times;

    public GraphFault Fault => fault;

    public bool Takes(GraphCall call) => what == call.What && (when is null || when(call)) && Interlocked.Decrement(ref _left) >= 0;
}
