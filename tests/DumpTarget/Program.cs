using DumpTarget;

// Suspends one stack of each kind, says so, and waits until its input ends.
var scenes = new Scenes();
List<Task> pending = [];
for (int customer = 1; customer <= 5; customer++) pending.Add(scenes.ShopAsync(customer));
pending.AddRange(
[
    scenes.DeepAsync(3), scenes.OverAsync("a title"), scenes.UnderAsync(), scenes.OrdinaryAsync(), scenes.BothAsync(), scenes.GenericAsync(), scenes.SourceAsync(), scenes.IterateAsync(),
    Scenes.LocalAsync(new TaskCompletionSource().Task), scenes.AgainAsync(), scenes.PoolingAsync(), scenes.DeepAsync(200), scenes.RemoteAsync(), scenes.AdaptedAsync(),
]);
scenes.Circle();
scenes.GoOn();
Console.WriteLine("pending");
Console.In.ReadToEnd();
GC.KeepAlive(pending);
