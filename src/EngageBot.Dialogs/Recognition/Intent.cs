namespace EngageBot.Dialogs.Recognition;

/// <summary>What a customer's words mean, where they mean one of the few things that must be heard in any words; the first that holds is meant.</summary>
public enum Intent
{
    /// <summary>A person is asked for.</summary>
    Human,
    /// <summary>Nothing more is to be sent.</summary>
    Stop,
    /// <summary>An insult or a curse.</summary>
    Rude,
    /// <summary>Something went wrong.</summary>
    Complaint,
    /// <summary>How does it stand?</summary>
    News,
    /// <summary>How many points are there?</summary>
    Balance,
    /// <summary>Thanks, and nothing else.</summary>
    Thanks,
    /// <summary>Anything else.</summary>
    Other,
}
