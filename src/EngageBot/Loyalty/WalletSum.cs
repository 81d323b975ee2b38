namespace EngageBot.Loyalty;

/// <summary>So many units of one wallet, as dialogs name them: in the wallet's own unit.</summary>
internal sealed record WalletSum(string Wallet, long Points);
