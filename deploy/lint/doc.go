// Package lint reads what is beside it in the ways that its consumers do, as far as no engine and no cluster is
// needed: the Dockerfile with BuildKit's parser and rules, compose.yaml with Compose's own loader, the manifests with
// kustomize, Kubernetes' types and the Pod Security Standards. It is a module of its own, so that pcgraph depends on
// none of this.
package lint
