namespace EngageBot.Channels.WhatsApp;

/// <summary>How one call of the Graph API ended.</summary>
internal abstract record GraphResult<T>
{
    private GraphResult() { }

    /// <summary>The platform did it.</summary>
    public sealed record Done(T Value) : GraphResult<T>;

    /// <summary>The platform said no, or nobody can say.</summary>
    public sealed record Failed(GraphFailure Failure) : GraphResult<T>;
}

/// <summary>Why a call failed, or a message that had been taken.</summary>
internal abstract record GraphFailure
{
    private GraphFailure() { }

    /// <summary>An error of the Graph API, in an answer or in a receipt.</summary>
    /// <param name="Code">Decides; the HTTP status does not: rate errors come with 400.</param>
    /// <param name="Text">For people: not a contract, and it may quote a number.</param>
    public sealed record Refused(int Code, string Text) : GraphFailure;

    /// <summary>No answer that the Graph API would give: a time-out, a cut, a proxy's page.</summary>
    /// <param name="MayHaveHappened">The request left, so the platform may have done it all the same.</param>
    public sealed record NoAnswer(string Reason, bool MayHaveHappened) : GraphFailure;

    /// <summary>One line for a log: never holds a token or an address.</summary>
    public sealed override string ToString() => this switch
    {
        Refused r => $"{r.Code} {r.Text}",
        NoAnswer n => n.Reason,
        _ => "",
    };
}
