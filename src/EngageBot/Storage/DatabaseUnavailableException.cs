namespace EngageBot.Storage;

/// <summary>Nothing was written, through no fault of the work: the file is locked by somebody else, the disk is full or broken.</summary>
internal sealed class DatabaseUnavailableException(string message, Exception cause) : Exception(message, cause);
