using EngageBot.Messaging;

namespace EngageBot.Channels.WhatsApp;

/// <summary>What the Graph API's codes mean to the sender: docs/whatsapp.md has the same table for people.</summary>
/// <remarks>Meta's error list, read 2026-11. The code decides and not the HTTP status: rate errors come with 400, and no pause is named.</remarks>
internal static class WhatsAppErrors
{
    /// <summary>The window of 24 hours is over: only a template may go.</summary>
    public const int WindowClosed = 131047;
    /// <summary>Too many messages to one person in a short time.</summary>
    public const int PairRate = 131056;
    /// <summary>The customer stopped promotions of this business.</summary>
    public const int MarketingStopped = 131050;

    /// <summary>Promotions of the number are held back for its quality.</summary>
    public const int QualityPause = 131048;

    /// <summary>Bad quality is judged over days; an hour is asked again until the platform takes promotions.</summary>
    public static readonly TimeSpan QualityRest = TimeSpan.FromHours(1);

    /// <summary>Attempts at something the platform itself cannot explain.</summary>
    private const int FewAttempts = 5;

    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPairPause = TimeSpan.FromHours(1);

    /// <summary>The platform holds back promotions to that one person.</summary>
    public static bool IsMarketingPause(int code) => code is 131049 or 130472;

    /// <summary>The template cannot be sent now, by anybody.</summary>
    public static bool IsTemplateTrouble(int code) => code is 132001 or 132015 or 132016;

    /// <summary>The file is at fault, not the words.</summary>
    public static bool IsBadFile(GraphFailure failure) => failure is GraphFailure.Refused { Code: 131052 or 131053 };

    /// <param name="attempts">Made so far.</param>
    /// <param name="repeats">How often the same pause was asked for just before: of this chat, or of the account.</param>
    public static SendResult ToSendResult(GraphFailure failure, int attempts, int repeats) => failure switch
    {
        GraphFailure.NoAnswer { MayHaveHappened: true } n => new SendResult.Unknown(n.Reason, StatusPatience),
        GraphFailure.NoAnswer n => new SendResult.Unavailable(n.Reason),
        GraphFailure.Refused refused => OfCode(refused, refused.ToString(), attempts, repeats),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static SendResult OfCode(GraphFailure.Refused refused, string reason, int attempts, int repeats) => refused.Code switch
    {
        _ when StopsAll(refused.Code) => new SendResult.AccountRejected(reason),
        1 or 2 or 131016 or 131057 => new SendResult.Unavailable(reason),
        131000 => attempts < FewAttempts ? new SendResult.Unavailable(reason) : new SendResult.Refused(reason, false),
        4 or 80007 => new SendResult.Throttled(Doubled(TimeSpan.FromMinutes(1), repeats, TimeSpan.FromMinutes(15)), WholeAccount: true),
        130429 => new SendResult.Throttled(Doubled(TimeSpan.FromSeconds(1), repeats, TimeSpan.FromMinutes(1)), WholeAccount: true) { SlowsDown = true },
        PairRate => new SendResult.Throttled(PairPause(repeats)) { ChatAlone = true },
        QualityPause => new SendResult.PromotionsPaused(QualityRest, reason),
        131042 => new SendResult.PromotionsPaused(TimeSpan.FromMinutes(15), reason),
        130497 or 131026 => new SendResult.Refused(reason, ContactUnreachable: true),
        _ => new SendResult.Refused(reason, ContactUnreachable: false),
    };

    /// <summary>Nothing can be sent by the number until an operator acts.</summary>
    private static bool StopsAll(int code) => code is 0 or 190 or 3 or 10 or (>= 200 and <= 299) or 368 or 131005 or 131031 or 131037 or 131045 or 133010;

    /// <summary>What an operator must do; <see langword="null"/> where it is nobody's business but the message's.</summary>
    public static string? Advice(GraphFailure failure) => failure is not GraphFailure.Refused { Code: var code } ? null : code switch
    {
        0 or 190 => "Meta refuses the access token: set Channels:WhatsApp:AccessToken to a good one, or engagebot whatsapp add for a further number",
        3 or 10 or (>= 200 and <= 299) or 131005 => "the token lacks a permission: give the system user whatsapp_business_messaging and whatsapp_business_management",
        368 or 131031 => "Meta has restricted the account: look at Account quality in WhatsApp Manager",
        131037 => "the number's display name is not approved: look at it in WhatsApp Manager",
        131042 => "there is a problem with the payment method: mend it in WhatsApp Manager; paid messages wait",
        131045 or 133010 => "the number is not registered with the Cloud API: register it in the app's WhatsApp settings",
        131048 => "Meta takes no promotions of this number for its quality: promotions wait; look at Account quality in WhatsApp Manager",
        _ => null,
    };

    /// <summary>Four to the power of how often it was said: 1, 4, 16, 64 seconds …</summary>
    private static TimeSpan PairPause(int repeats) => TimeSpan.FromSeconds(Math.Min(Math.Pow(4, repeats), LongestPairPause.TotalSeconds));

    private static TimeSpan Doubled(TimeSpan first, int repeats, TimeSpan most) => TimeSpan.FromTicks(Math.Min(first.Ticks << Math.Min(repeats, 10), most.Ticks));
}
