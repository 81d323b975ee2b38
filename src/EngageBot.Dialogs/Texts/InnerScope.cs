using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Texts;

/// <summary>Names a text adds to those around it: <c>n</c>, <c>item</c>.</summary>
/// <param name="wallet">The wallet a number is of, read as <c>n.wallet</c>.</param>
internal sealed class InnerScope(IValueScope around, string name, Value value, Value? wallet = null) : IValueScope
{
    public DateTimeOffset Now => around.Now;

    public TimeZoneInfo Zone => around.Zone;

    public bool ReadsBareWords => around.ReadsBareWords;

    public bool InState(string state) => around.InState(state);

    public bool TryRead(string path, out Value? found)
    {
        found = value;
        if (path == name) return true;
        if (!path.StartsWith(name, StringComparison.Ordinal) || path[name.Length] != '.') return around.TryRead(path, out found);
        if (wallet is not null && path.AsSpan(name.Length + 1) is "wallet") found = wallet;
        else foreach (var field in path[(name.Length + 1)..].Split('.')) found = (found as Value.Record)?.Fields.GetValueOrDefault(field);
        return true;
    }
}
