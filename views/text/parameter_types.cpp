#include "views/text/parameter_types.h"

#include <QCoreApplication>

namespace causeway::views::text {

QString parameterTypeName(templates::ParameterType type)
{
    using enum templates::ParameterType;
    switch (type) {
    case Integer: return QCoreApplication::translate("parameter type", "whole number");
    case Decimal: return QCoreApplication::translate("parameter type", "decimal number");
    case Duration: return QCoreApplication::translate("parameter type", "duration");
    case Size: return QCoreApplication::translate("parameter type", "size");
    case Hex: return QCoreApplication::translate("parameter type", "hexadecimal");
    case Id: return QCoreApplication::translate("parameter type", "identifier");
    case Ip: return QCoreApplication::translate("parameter type", "IP address");
    case Host: return QCoreApplication::translate("parameter type", "host");
    case Path: return QCoreApplication::translate("parameter type", "path");
    case Url: return QCoreApplication::translate("parameter type", "URL");
    case Time: return QCoreApplication::translate("parameter type", "time");
    case Word: return QCoreApplication::translate("parameter type", "word");
    case Text: break;
    }
    return QCoreApplication::translate("parameter type", "text");
}

} // namespace causeway::views::text
