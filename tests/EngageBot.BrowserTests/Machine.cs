namespace EngageBot.BrowserTests;

/// <summary>What this machine can do, and whether a test may be skipped for want of it.</summary>
internal static class Machine
{
    private static bool MustHaveEverything =>
        Environment.GetEnvironmentVariable("CI") == "true" || Environment.GetEnvironmentVariable("ENGAGEBOT_REQUIRE_BROWSER") == "1";

    /// <summary>Skips the test visibly where something is missing; fails it where everything is demanded.</summary>
    public static void Needs(bool isThere, string otherwise)
    {
        if (!isThere && MustHaveEverything) Assert.Fail(otherwise);
        Assert.SkipUnless(isThere, otherwise);
    }
}
