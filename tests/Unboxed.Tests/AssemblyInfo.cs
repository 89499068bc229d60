using Xunit.Sdk;
using Xunit.v3;

// The pools share a store between threads: what one test returns there, another would count.
[assembly: Parallelization(Mode = ParallelMode.None)]
