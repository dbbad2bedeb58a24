#pragma once
// Asks for the settings that a detector is trained with: what DetectorInfo::settings names, epochs and seed. Accepted, settings() are
// what was chosen.

#include <QDialog>

#include <functional>
#include <vector>

#include "analysis/detect/detector.h"

class QFormLayout;
class QSpinBox;

namespace causeway::views {

class TrainDialog : public QDialog {
    Q_OBJECT
public:
    TrainDialog(const detect::DetectorInfo &info, QWidget *parent);
    [[nodiscard]] detect::TrainSettings settings() const; // values: those that are not the default
    void reset(); // to the defaults

private:
    // A row of the form: what it is set to, and how to set it.
    struct Field {
        detect::SettingInfo setting;
        std::function<double()> value;
        std::function<void(double)> set;
    };
    void addField(QFormLayout &form, const detect::SettingInfo &setting);

    std::vector<Field> m_fields;
    QSpinBox *m_epochs = nullptr, *m_seed = nullptr; // m_epochs: nullptr where the settings hold them, or nothing is optimised
};

} // namespace causeway::views
