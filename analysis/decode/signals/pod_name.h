#pragma once
// Kubernetes' names of pods.

#include <string_view>

namespace causeway::decode {

// The deployment's name: the pod's without the hash of the replica set and the one of the pod ("cartservice-579f59597d-wc2lz"
// is of "cartservice"), or without a stateful set's ordinal. Other names are their own service.
std::string_view serviceOfPod(std::string_view pod);

} // namespace causeway::decode
