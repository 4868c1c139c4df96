#include "gridwright/exchange/import.hpp"
namespace gridwright::exchange {
Result<Imported> import_genx(const std::filesystem::path& folder, const Settings&) { return Diagnostic{.file = folder.string(), .message = "GenX is not read yet"}; }
}
