Imports Harness

Public Interface ICounter
    Function NextAsync(n As Integer) As Task(Of Integer)
End Interface

Public NotInheritable Class Leaf
    Implements ICounter

    Private ReadOnly signal As Signal

    Public Sub New(signal As Signal)
        Me.signal = signal
    End Sub

    Public Async Function NextAsync(n As Integer) As Task(Of Integer) Implements ICounter.NextAsync
        Await signal.Wait()
        Return n + 1
    End Function
End Class

Public NotInheritable Class Layer
    Implements ICounter

    Private ReadOnly inner As ICounter

    Public Sub New(inner As ICounter)
        Me.inner = inner
    End Sub

    Public Async Function NextAsync(n As Integer) As Task(Of Integer) Implements ICounter.NextAsync
        Return n + Await inner.NextAsync(n * 2) + Await inner.NextAsync(n)
    End Function
End Class

Public Module Program
    Private ReadOnly Signal As New Signal()

    Private Async Function Root(counter As ICounter, calls As Integer) As Task(Of Integer)
        Dim total = 0
        For i = 1 To calls
            total = (total + Await counter.NextAsync(i)) Mod 1000
        Next
        Return total
    End Function

    ''' <summary>The bytes that suspended calls allocate, once they are warm.</summary>
    Public Function Bytes() As Long
        Dim counter As ICounter = New Layer(New Layer(New Leaf(Signal)))
        Dim running = Root(counter, 200)
        For i = 1 To 400
            Signal.Set()
        Next
        Dim before = GC.GetAllocatedBytesForCurrentThread()
        For i = 1 To 200
            Signal.Set()
        Next
        Dim allocated = GC.GetAllocatedBytesForCurrentThread() - before
        For i = 1 To 200
            Signal.Set()
        Next
        If Not running.IsCompleted Then Throw New InvalidOperationException("The calls have not all been made.")
        Return allocated
    End Function
End Module
