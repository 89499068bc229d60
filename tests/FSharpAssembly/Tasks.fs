namespace FSharpAssembly

open System.Threading.Tasks

[<assembly: Unboxed.ScratchSpace>]
do ()

type ISource =
    abstract NextAsync: int -> Task<int>

/// Task expressions: in a member, in a function, and on the thread pool.
type Doubling(inner: ISource) =
    interface ISource with
        member _.NextAsync(n) =
            task {
                let! next = inner.NextAsync n
                return 2 * next
            }

module Sources =
    let sum (source: ISource) =
        task {
            let mutable total = 0

            for i in 1..3 do
                let! next = source.NextAsync i
                total <- total + next

            return total
        }

    let later (source: ISource) = backgroundTask { return! source.NextAsync 1 }
