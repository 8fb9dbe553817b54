package child

import (
	"os/exec"
	"runtime"
	"syscall"
)

// bind has the kernel end the server when this program dies, however it dies.
// That is bound to the thread that started it (golang/go#27505), which the
// returned function lets go. A process group of its own keeps the ^C of a
// terminal from it: the program drains first.
func bind(cmd *exec.Cmd) (release func()) {
	runtime.LockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM, Setpgid: true}
	return runtime.UnlockOSThread
}
