using Benchmarks.Kestrel;

// The main thread decides on which cores processes begin: nothing is awaited here.
switch (args)
{
    case [Server.Role, var variant]:
        Server.Run(variant);
        return;
    case [Load.Role]:
        Load.Run();
        return;
    default:
        Comparison.Run(Console.Out);
        return;
}
