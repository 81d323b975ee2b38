namespace EngageBot.Channels.Telegram;

/// <summary>How one call of the Bot API ended.</summary>
internal abstract record ApiResult<T>
{
    private ApiResult() { }

    /// <summary>The platform did it.</summary>
    public sealed record Done(T Value) : ApiResult<T>;

    /// <summary>The platform said no, or nobody can say.</summary>
    public sealed record Failed(ApiFailure Failure) : ApiResult<T>;
}

/// <summary>Why a call failed.</summary>
internal abstract record ApiFailure
{
    private ApiFailure() { }

    /// <summary>An answer of the Bot API with <c>"ok": false</c>.</summary>
    /// <param name="Description">Not a stable contract: decide by <paramref name="Code"/> first.</param>
    public sealed record Refused(int Code, string Description, ResponseParameters? Parameters) : ApiFailure;

    /// <summary>No answer that the Bot API would give: a time-out, a cut, a proxy's page.</summary>
    /// <param name="MayHaveHappened">The request left, so the platform may have done it all the same.</param>
    public sealed record NoAnswer(string Reason, bool MayHaveHappened) : ApiFailure;

    /// <summary>One line for a log: never holds the token or an address.</summary>
    public sealed override string ToString() => this switch
    {
        Refused r => $"{r.Code} {r.Description}",
        NoAnswer n => n.Reason,
        _ => "",
    };
}
