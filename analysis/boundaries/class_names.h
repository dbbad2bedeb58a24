#pragma once
// Names of classes and methods as programs write them.

#include <string>
#include <string_view>
#include <vector>

namespace causeway::boundaries {

// "Account", "org.shop.Account", "Outer::Inner", "Outer$Inner".
bool looksLikeClass(std::string_view name);
// Without its package: "Account". An inner class keeps its outer one.
std::string_view shortName(std::string_view name);
// What stands before the short name: "org.shop"; empty where there is none.
std::string_view packageOf(std::string_view name);
// "org.shop.Account.getName" → "org.shop.Account"; a constructor likewise; what is no method stays as it is.
std::string_view classOfMethod(std::string_view name);
// Of a source file: "shop/src/org/shop/Account.java" → "shop.src.org.shop".
std::string packageOfPath(std::string_view path);
// The parts of a short name, in lower case, a plural's "s" off: "ViewOrdersController" → view, order, controller.
std::vector<std::string> wordsOf(std::string_view shortClassName);
// Words that say what part a class plays rather than what it is about: controller, bean, add …
bool isRoleWord(std::string_view word);

} // namespace causeway::boundaries
