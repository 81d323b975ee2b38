namespace EngageBot.Storage;

/// <summary>The few statements that differ between engines; everything else is written once.</summary>
internal abstract class SpineSql
{
}
