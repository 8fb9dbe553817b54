// Package test holds the chart against what Kubernetes and Helm accept and
// against our own promises about it. It is a module of its own: what it needs
// must not weigh on the program.
package test
