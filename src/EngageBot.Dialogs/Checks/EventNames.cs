namespace EngageBot.Dialogs.Checks;

/// <summary>How event descriptors match: <c>a</c> and <c>a.*</c> match <c>a</c> and <c>a.b</c>, not <c>ab</c>; <c>*</c> matches all.</summary>
internal static class EventNames
{
    /// <summary>Events the engine raises itself.</summary>
    public static bool OfEngine(string descriptor) =>
        descriptor is "cancel" or "*" || descriptor.StartsWith("done.", StringComparison.Ordinal) || descriptor.StartsWith("error.", StringComparison.Ordinal);

    public static bool Matches(string descriptor, string name)
    {
        if (descriptor == "*") return true;
        var stem = descriptor.EndsWith(".*", StringComparison.Ordinal) ? descriptor[..^2] : descriptor;
        return name == stem || name.StartsWith(stem + ".", StringComparison.Ordinal);
    }
}
